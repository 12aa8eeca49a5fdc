"""How a document is written: its language, how figures look, and whose templates are used.

In: what a command was given. Out: a `Style`. Promised: only whoever runs the command names a house
style; a mistake in one is an InputError with the file and line.
"""

from pathlib import Path

from milestonelang import records
from milestonelang.backends.documents.house import House, HouseError, read_house
from milestonelang.backends.documents.languages import LANGUAGES
from milestonelang.backends.documents.locales import LOCALES
from milestonelang.driver.documents import style_problems as problems
from milestonelang.driver.errors import InputError, reason_of


@records.frozen
class Style:
    """*locale* is how figures are written; *bilingual* puts the other language beside the text."""

    language: str = "en"
    locale: str = "en"
    bilingual: bool = False
    house: House | None = None

    @property
    def other(self) -> "Style":
        """The style of the text beside."""
        language = "de" if self.language == "en" else "en"
        return records.evolve(self, language=language, locale=language)


PLAIN = Style()


def style_of(
    language: str = "en",
    locale: str | None = None,
    bilingual: bool = False,
    house: House | None = None,
) -> Style:
    """Return a style; figures look as the language has it unless a locale is named.

    Raises ValueError for a language or locale that there is not.
    """
    if language not in LANGUAGES:
        raise ValueError(f"the languages are {', '.join(LANGUAGES)}, not {language!r}")
    if locale is not None and locale not in LOCALES:
        raise ValueError(f"the locales are {', '.join(LOCALES)}, not {locale!r}")
    return Style(language, locale or language, bilingual, house)


def house_of(folder: str | Path | None) -> House | None:
    """Return the house style of a folder; raises InputError where it cannot be used."""
    if folder is None:
        return None
    try:
        if not Path(folder).is_dir():
            raise InputError([problems.no_house(str(folder), "there is no such folder")])
        return read_house(Path(folder))
    except HouseError as error:
        raise InputError([problems.house_mistake(str(folder), error)]) from error
    except OSError as error:
        raise InputError([problems.no_house(str(folder), reason_of(error))]) from error
