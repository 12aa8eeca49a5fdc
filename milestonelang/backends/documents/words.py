"""Say a sentence: Jinja macros hold the English, and what they are given stays what it is.

In: the name of a macro and its parts. Out: a `Phrase`, a row of inlines. A part is never text to a
template: each phrase put into a sentence becomes one private mark, and marks become the phrase's
inlines again once the macro has run. So nothing an author typed is read as a template, no figure
loses the node it comes from, and templates hold words and no values.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from milestonelang.backends.documents import model
from milestonelang.backends.documents.house import House
from milestonelang.backends.documents.languages import Language, spoken
from milestonelang.backends.documents.layouts import compiled

if TYPE_CHECKING:
    from jinja2 import Environment

_FIRST = 0xF0000
_MARK = re.compile("([\U000f0000-\U000ffffd\ue000\ue001])")
_SPACE = re.compile(r"[ \n\t]+")
_OPEN, _CLOSE = "\ue000", "\ue001"
TEMPLATES = Path(__file__).resolve().parent / "templates"

# What a phrase may read like besides its first form: cases, the order of words of a main clause,
# and its gender. A language that needs none of these has macros without the marks.
FORMS = ("akk", "dat", "gen", "main", "gender")
_BREAKS = {name: chr(0xE010 + index) for index, name in enumerate(FORMS)}
_BREAK = re.compile(f"([{''.join(_BREAKS.values())}])")
_NAMES = {mark: name for name, mark in _BREAKS.items()}
Inlines: TypeAlias = tuple[model.Inline, ...]


class Phrase:
    """A part of a sentence: words, figures, terms and references.

    *forms* are how it reads in other places of a sentence, where a language tells them apart.
    """

    __slots__ = ("forms", "inlines")

    def __init__(self, *inlines: model.Inline, forms: Mapping[str, Inlines] | None = None) -> None:
        self.inlines = inlines
        self.forms: Mapping[str, Inlines] = forms or {}

    def form(self, name: str) -> "Phrase":
        """Return the phrase as it reads in another place of a sentence."""
        return Phrase(*self.forms[name]) if name in self.forms else Phrase(*self.inlines)

    @property
    def gender(self) -> str:
        """The gender of a noun, by which its article is chosen; empty where it has none."""
        return "".join(inline.text for inline in self.forms.get("gender", ()))

    def __add__(self, other: "Phrase") -> "Phrase":
        forms = {
            name: _merged((*self.form(name).inlines, *other.form(name).inlines))
            for name in FORMS[:-1]
            if name in self.forms or name in other.forms
        }
        return Phrase(*_merged((*self.inlines, *other.inlines)), forms=forms)

    def __repr__(self) -> str:
        return f"Phrase({self.text!r})"

    @property
    def text(self) -> str:
        """The phrase as it reads, without quotes around definitions."""
        return "".join(inline.text for inline in self.inlines)

    def capital(self) -> "Phrase":
        """Return the phrase with a capital, as it begins a sentence."""
        forms = {
            name: inlines if name == "gender" else _capital(inlines)
            for name, inlines in self.forms.items()
        }
        return Phrase(*_capital(self.inlines), forms=forms)

    def begins_with_vowel(self) -> bool:
        """Return whether *an* stands before it."""
        return self.text[:1].lower() in tuple("aeiou")


def _capital(inlines: Inlines) -> Inlines:
    first, rest = inlines[:1], inlines[1:]
    match first:
        case (model.Text(text),):
            return (model.Text(text[:1].upper() + text[1:]), *rest)
        case (model.Reference(text, anchor),):
            return (model.Reference(text[:1].upper() + text[1:], anchor), *rest)
        case _:
            return inlines


def words(text: str) -> Phrase:
    """Return plain words as a phrase."""
    return Phrase(model.Text(text))


def split_head(said: Phrase) -> tuple[str | None, Phrase]:
    """Return the run-in head of a sentence and what follows it."""
    if not said.inlines or not isinstance(said.inlines[0], model.Emphasis):
        return None, said
    head, *rest = said.inlines
    if rest and isinstance(rest[0], model.Text):
        rest[0] = model.Text(rest[0].text.lstrip(" "))
    return head.text, Phrase(*rest)


Part: TypeAlias = Phrase | bool | Enum | Iterable[Phrase] | None


class Speaker:
    """Runs the macros of one folder of templates, those of the language spoken by default.

    *house* is a folder whose macros stand in place of ours; HouseError names what is wrong in it.
    """

    def __init__(self, folder: Path | None = None, house: House | None = None) -> None:
        folder = folder or TEMPLATES / spoken().folder
        self._said: list[Phrase] = []
        self._house = house
        self._environment = house.environment(folder) if house else _environment(folder)
        self._environment.finalize = self._mark
        self._environment.filters.update(
            capital=self._capital, head=self._head, form=self._form, gender=self._gender
        )
        self._environment.filters.update(
            {name: functools.partial(self._form, name=name) for name in FORMS[:-1]}
        )
        self._environment.tests["vowel"] = Phrase.begins_with_vowel
        self._environment.globals.update({name.upper(): mark for name, mark in _BREAKS.items()})
        self._modules: dict[str, object] = {}
        self._others: dict[str, Speaker] = {}

    def other(self, language: Language) -> "Speaker":
        """Return the speaker of another language, with the same house style."""
        if language.name not in self._others:
            self._others[language.name] = Speaker(TEMPLATES / language.folder, self._house)
        return self._others[language.name]

    def say(self, family: str, macro: str, **parts: Part) -> Phrase:
        """Return what *macro* of the file *family* says with these parts."""
        for name, part in parts.items():
            if isinstance(part, str):
                raise TypeError(f"the part `{name}` of `{family}.{macro}` is bare text")
        module = self._modules.get(family)
        if module is None:
            module = self._environment.get_template(f"{family}.j2").module
            self._modules[family] = module
        self._said = []
        if self._house is None:
            return self._phrase(getattr(module, macro)(**parts))
        with self._house.named(family, macro):
            return self._phrase(getattr(module, macro)(**parts))

    def _mark(self, value: object) -> str:
        if isinstance(value, Phrase):
            self._said.append(value)
            return chr(_FIRST + len(self._said) - 1)
        # Anything else that is printed is text of the template itself, from a macro, of which a
        # sentence takes the first form.
        if isinstance(value, str):
            return value if value in _NAMES else _BREAK.split(value, maxsplit=1)[0]
        raise TypeError(f"a template cannot print {value!r}")

    def _form(self, value: "Phrase | str", name: str) -> "Phrase | str":
        if isinstance(value, Phrase):
            return value.form(name)
        first, *rest = _BREAK.split(value)
        return dict(zip(rest[::2], rest[1::2], strict=True)).get(_BREAKS.get(name, ""), first)

    def _gender(self, value: Phrase) -> str:
        return value.gender

    def _capital(self, value: "Phrase | str") -> "Phrase | str":
        if isinstance(value, Phrase):
            return value.capital()
        first = value[:1]
        if first and ord(first) >= _FIRST:
            return self._mark(self._said[ord(first) - _FIRST].capital()) + value[1:]
        return first.upper() + value[1:]

    def _head(self, value: "Phrase | str") -> str:
        return f"{_OPEN}{self._mark(value)}.{_CLOSE}"

    def _phrase(self, text: str) -> Phrase:
        first, *rest = _BREAK.split(text)
        if not rest:
            return Phrase(*self._inlines(first))
        forms = {
            _NAMES[mark]: self._inlines(said)
            for mark, said in zip(rest[::2], rest[1::2], strict=True)
        }
        return Phrase(*self._inlines(first), forms=forms)

    def _inlines(self, text: str) -> Inlines:
        inlines: list[model.Inline] = []
        emphasised: list[str] | None = None
        for piece in _MARK.split(_SPACE.sub(" ", text).strip(" ")):
            if piece == _OPEN:
                emphasised = []
            elif piece == _CLOSE:
                inlines.append(model.Emphasis("".join(emphasised or ())))
                emphasised = None
            elif len(piece) == 1 and ord(piece) >= _FIRST:
                said = self._said[ord(piece) - _FIRST]
                if emphasised is None:
                    inlines.extend(said.inlines)
                else:
                    emphasised.append(said.text)
            elif piece and emphasised is not None:
                emphasised.append(piece)
            elif piece:
                inlines.append(model.Text(piece))
        return _merged(inlines)


def _environment(folder: Path) -> "Environment":
    # Importing it takes longer than everything else here.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=compiled(),
        undefined=StrictUndefined,
        # What a macro gives is inlines, which each renderer escapes for itself.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _merged(inlines: Iterable[model.Inline]) -> Inlines:
    merged: list[model.Inline] = []
    for inline in inlines:
        last = merged[-1] if merged else None
        if isinstance(inline, model.Text) and isinstance(last, model.Text):
            merged[-1] = model.Text(last.text + inline.text)
        else:
            merged.append(inline)
    return tuple(merged)
