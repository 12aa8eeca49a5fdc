"""What a rule gives: a finding, and changes of the text that would answer it.

A change is text at a place; whether the terms still check with it is found out by who applies it.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from milestonelang import records
from milestonelang.agreement.declarations import Agreement
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span

if TYPE_CHECKING:
    from milestonelang.advice.facts import Facts


@records.frozen
class Instead:
    """Words in the place of others."""

    span: Span
    words: str


@records.frozen
class After:
    """Lines after the one in which a place ends, indented as the one in which it begins."""

    span: Span
    lines: tuple[str, ...]


@records.frozen
class Below:
    """Lines at the end of a declaration."""

    span: Span
    lines: tuple[str, ...]


@records.frozen
class Declared:
    """Declarations at the end of the file."""

    text: str


Change = Instead | After | Below | Declared


@records.frozen
class Advice:
    """One finding. *changes*, all of them together, are what would answer it."""

    diagnostic: Diagnostic
    changes: tuple[Change, ...] = ()


Rule = Callable[[Agreement, "Facts"], Iterable[Advice]]
