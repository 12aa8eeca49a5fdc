"""Say a sentence: Jinja macros hold the English, and what they are given stays what it is.

In: the name of a macro and its parts. Out: a `Phrase`, a row of inlines. A part is never text to a
template: each phrase put into a sentence becomes one private mark, and marks become the phrase's
inlines again once the macro has run. So nothing an author typed is read as a template, no figure
loses the node it comes from, and templates hold words and no values.
"""

import contextlib
import re
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from milestonelang import resources
from milestonelang.backends.documents import model

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

_FIRST = 0xF0000
_MARK = re.compile("([\U000f0000-\U000ffffd\ue000\ue001])")
_SPACE = re.compile(r"[ \n\t]+")
_OPEN, _CLOSE = "\ue000", "\ue001"
_FOLDER = Path(__file__).resolve().parent / "templates" / "words"


class Phrase:
    """A part of a sentence: words, figures, terms and references."""

    __slots__ = ("inlines",)

    def __init__(self, *inlines: model.Inline) -> None:
        self.inlines = inlines

    def __add__(self, other: "Phrase") -> "Phrase":
        return Phrase(*_merged((*self.inlines, *other.inlines)))

    def __repr__(self) -> str:
        return f"Phrase({self.text!r})"

    @property
    def text(self) -> str:
        """The phrase as it reads, without quotes around definitions."""
        return "".join(inline.text for inline in self.inlines)

    def capital(self) -> "Phrase":
        """Return the phrase with a capital, as it begins a sentence."""
        first, rest = self.inlines[:1], self.inlines[1:]
        match first:
            case (model.Text(text),):
                return Phrase(model.Text(text[:1].upper() + text[1:]), *rest)
            case (model.Reference(text, anchor),):
                return Phrase(model.Reference(text[:1].upper() + text[1:], anchor), *rest)
            case _:
                return self

    def begins_with_vowel(self) -> bool:
        """Return whether *an* stands before it."""
        return self.text[:1].lower() in tuple("aeiou")


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
    """Runs the macros of one folder of templates."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        # Importing it takes longer than everything else here.
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        self._said: list[Phrase] = []
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            bytecode_cache=_cache(),
            undefined=StrictUndefined,
            # What a macro gives is inlines, which each renderer escapes for itself.
            autoescape=False,
            finalize=self._mark,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["capital"] = Phrase.capital
        self._environment.filters["head"] = self._head
        self._environment.tests["vowel"] = Phrase.begins_with_vowel
        self._modules: dict[str, object] = {}

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
        return self._phrase(getattr(module, macro)(**parts))

    def _mark(self, value: object) -> str:
        if isinstance(value, Phrase):
            self._said.append(value)
            return chr(_FIRST + len(self._said) - 1)
        # Anything else that is printed is text of the template itself, from a macro.
        if isinstance(value, str):
            return value
        raise TypeError(f"a template cannot print {value!r}")

    def _head(self, value: "Phrase | str") -> str:
        return f"{_OPEN}{self._mark(value)}.{_CLOSE}"

    def _phrase(self, text: str) -> Phrase:
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
        return Phrase(*_merged(inlines))


def _cache() -> "BytecodeCache | None":
    """Return the store of compiled templates; a folder that cannot be written is no mistake."""
    from jinja2 import FileSystemBytecodeCache
    from jinja2.bccache import Bucket

    folder = resources.cache_directory()
    if folder is None:
        return None

    class Cache(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)

    return Cache(str(folder))


def _merged(inlines: Iterable[model.Inline]) -> tuple[model.Inline, ...]:
    merged: list[model.Inline] = []
    for inline in inlines:
        last = merged[-1] if merged else None
        if isinstance(inline, model.Text) and isinstance(last, model.Text):
            merged[-1] = model.Text(last.text + inline.text)
        else:
            merged.append(inline)
    return tuple(merged)
