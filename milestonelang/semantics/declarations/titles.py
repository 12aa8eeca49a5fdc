"""Titles and uses: whether each term has one meaning, and whether anything reads it."""

from collections.abc import Mapping

from milestonelang.agreement import declarations
from milestonelang.semantics.context import Checker
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import contract as problems, texts as text_problems
from milestonelang.source import Span
from milestonelang.syntax import ast

# Words that every document uses in a meaning of its own.
PLAIN_WORDS = frozenset(
    word.casefold()
    for word in (
        "Accumulated",
        "Agreement",
        "Annex",
        "Business Day",
        "Clause",
        "Contract Year",
        "Day",
        "Effective Date",
        "Entitlement",
        "Figure",
        "Holdback",
        "Month",
        "Party",
        "Parties",
        "Period",
        "Quarter",
        "Schedule",
        "Statement",
        "Step",
        "Table",
        "Term",
        "Termination Date",
        "Wind-Down",
        "Year",
    )
)
# These have headings, which define nothing.
_NO_TERMS = (
    declarations.Example,
    declarations.Guarantee,
    declarations.Amendment,
    declarations.Clause,
    declarations.ScheduleTable,
)
_FIGURES = (Kind.METRIC, Kind.PARAMETER, Kind.SOURCE, Kind.SCHEDULE, Kind.EVENT, Kind.INDEX)


def check_titles(
    checker: Checker,
    own: declarations.Contract,
    found: Mapping[str, declarations.Declaration],
) -> None:
    """Report titles that stand twice, and titles that are words of every document."""
    seen: dict[str, Span] = {own.title.casefold(): _place(checker, own)} if own.title else {}
    for item in found.values():
        if not item.title or isinstance(item, _NO_TERMS):
            continue
        title, place = item.title.casefold(), _place(checker, item)
        if title in seen:
            checker.report(problems.title_twice(place, item.title, seen[title]))
        elif title in PLAIN_WORDS:
            checker.report(problems.title_taken(place, item.title))
        seen.setdefault(title, place)


def _place(checker: Checker, item: declarations.Declared) -> Span:
    symbol = checker.symbols.by_name.get(item.name)
    title = symbol.title if symbol is not None else None
    return title.span if title is not None else item.span


def check_used(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report figures that nothing reads, in the agreement's own file."""
    used: set[str] = set()
    for symbol in checker.symbols.by_name.values():
        used |= _named_by(checker, symbol)
    for name, item in found.items():
        symbol = checker.symbols.by_name[name]
        if symbol.kind in _FIGURES and symbol.module is None and name not in used:
            checker.report(text_problems.term_unused(_place(checker, item), name))


def check_meanings(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report meanings that go back to themselves: each says what it is by the other."""
    told: set[str] = set()
    for name, item in found.items():
        circle = _circle(found, name)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            checker.report(text_problems.meaning_circular(_place(checker, item), circle))


def _circle(found: Mapping[str, declarations.Declaration], name: str) -> tuple[str, ...]:
    """Return the shortest way from a meaning back to itself, by what each one mentions."""
    waiting: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    for way in waiting:
        item = found.get(way[-1])
        mentions = () if item is None else item.means
        for part in mentions:
            if isinstance(part, str) or part.name in seen:
                continue
            if part.name == name:
                return way
            seen.add(part.name)
            waiting.append((*way, part.name))
    return ()


def _named_by(checker: Checker, symbol: Symbol) -> set[str]:
    """The full names of what a declaration names, itself left out."""
    names: set[str] = set()
    for part in ast.walk(symbol.node):
        if isinstance(part, ast.HeaderCell):
            words = part.words[0]
        elif isinstance(part, ast.Ref | ast.Name):
            words = part.text
        else:
            continue
        target = checker.find(words, part.span.file)
        if target is None and "." in words:
            target = checker.find(words.rpartition(".")[0], part.span.file)
        if target is not None and target is not symbol:
            names.add(target.name)
    return names
