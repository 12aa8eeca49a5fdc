"""Amendments: what changes from a day on.

In: an amendment, and the modules it changes. Out: its changes by name and text. Promised: what it
puts in place of something is checked in the contract as it then stands, so that an amended contract
is as sound as the first one.
"""

from collections.abc import Callable

from milestonelang import records
from milestonelang.agreement import declarations
from milestonelang.diagnostics.diagnostic import Diagnostic, Severity, Sink
from milestonelang.primitives.dates import iso
from milestonelang.primitives.periods import periods_between
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.modules import Module
from milestonelang.semantics.names import Kind, Symbol, kind_of
from milestonelang.semantics.problems import contract as contract_problems, life as problems
from milestonelang.source import SourceMap, Span
from milestonelang.syntax import ast


def check_amendment(
    checker: Checker, symbol: Symbol, node: ast.Amendment
) -> declarations.Amendment | None:
    """Return which declarations change from which day, as their text says it."""
    effective = common.once(checker, node.lines, ast.EffectiveFrom, "effective")
    agreed = _agreed(checker, symbol, node)
    changes: list[declarations.Change] = []
    seen: set[str] = set()
    standing = _standing(checker, node)
    for line in node.lines:
        if isinstance(line, ast.Replaces | ast.Adds | ast.Removes):
            changes.extend(_changes(checker, line, standing, seen))
    if not changes and not any(
        isinstance(line, ast.Replaces | ast.Adds | ast.Removes) for line in node.lines
    ):
        checker.report(problems.changes_nothing(node.name.span, symbol.name))
    if effective is None:
        checker.report(
            contract_problems.line_missing(
                node.name.span, "amendment", "effective", "effective 2027-01-01"
            )
        )
        return None
    day = common.fixed_day(checker, effective.date, "the day of an amendment")
    facts = checker.facts
    if day is not None and facts.is_complete and not facts.may_hold(day):
        checker.report(
            problems.outside_term(effective.date.span, "the first day of this amendment")
        )
    elif day is not None and facts.is_complete:
        _check_edge(checker, effective.date.span, day)
    return declarations.Amendment(
        **common.head(checker, symbol, node.lines),
        effective=day if day is not None else facts.start,
        agreed=agreed,
        changes=tuple(changes),
    )


def _check_edge(checker: Checker, span: Span, day: int) -> None:
    """Report an amendment that takes effect within a period: amounts are settled by one text."""
    facts = checker.facts
    reached = periods_between(facts, facts.settled, facts.start, max(day, facts.end))
    starts = [period.start for period in reached]
    if day not in starts:
        later = next((start for start in starts if start > day), None)
        before = max((start for start in starts if start < day), default=None)
        near = [iso(start) for start in (before, later) if start is not None]
        checker.report(problems.amended_within_period(span, facts.settled.value, near))


def _agreed(checker: Checker, symbol: Symbol, node: ast.Amendment) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    named: set[str] = set()
    for line in common.all_of(node.lines, ast.AgreedBy):
        party = common.party(checker, line.party)
        day = common.fixed_day(checker, line.date, "the day of the agreement")
        if party is not None:
            named.add(party)
            if day is not None:
                found[party] = day
    parties = tuple(item.name for item in checker.symbols.of_kind(Kind.PARTY))
    missing = tuple(name for name in parties if name not in named)
    if missing:
        checker.report(problems.not_agreed(node.name.span, missing))
    return tuple(found.items())


def _standing(checker: Checker, node: ast.Amendment) -> dict[str, str]:
    """Return what is declared before an amendment, each name with the word that begins it."""
    standing = {
        words: symbol.kind.value
        for words, symbol in checker.symbols.in_file(node.span.file).items()
        if symbol.kind not in (Kind.CONTRACT, Kind.AMENDMENT)
    }
    amending = [symbol.node for symbol in checker.symbols.of_kind(Kind.AMENDMENT)]
    earlier = sorted((item for item in amending if isinstance(item, ast.Amendment)), key=_day)
    for other in earlier[: next(i for i, item in enumerate(earlier) if item is node)]:
        for line in other.lines:
            if isinstance(line, ast.Adds) and not isinstance(line.declaration, ast.Use):
                standing[line.declaration.name.text] = _kind_words(line.declaration)
            elif isinstance(line, ast.Removes):
                for ref in line.names:
                    standing.pop(ref.text, None)
    return standing


def _kind_words(node: ast.Declaration) -> str:
    kind = kind_of(node)
    return kind.value if kind is not None else ""


def _changes(
    checker: Checker,
    line: ast.Replaces | ast.Adds | ast.Removes,
    standing: dict[str, str],
    seen: set[str],
) -> list[declarations.Change]:
    if isinstance(line, ast.Removes):
        return [
            _change(checker, line, "removes", standing[ref.text], ref.text)
            for ref in line.names
            if _may_change(checker, ref.text, ref.span, standing, seen)
        ]
    declared = line.declaration
    if isinstance(declared, ast.Use):
        return []
    name, kind = declared.name, _kind_words(declared)
    if isinstance(line, ast.Adds):
        if name.text in standing:
            checker.report(problems.already_there(name.span, name.text))
        return [_change(checker, line, "adds", kind, name.text)]
    if not _may_change(checker, name.text, name.span, standing, seen):
        return []
    return [_change(checker, line, "replaces", kind, name.text)]


def _may_change(
    checker: Checker, name: str, span: Span, standing: dict[str, str], seen: set[str]
) -> bool:
    """Report what cannot be replaced or removed; return whether there is anything to change."""
    if name not in standing:
        checker.report(problems.nothing_to_change(span, name))
        return False
    if name in seen:
        checker.report(problems.twice_in_amendment(span, name))
    seen.add(name)
    symbol = checker.find(name, span.file)
    if symbol is not None and symbol.name in core_names(checker):
        checker.report(problems.core_touched(span, name))
    return True


def core_names(checker: Checker) -> set[str]:
    """Return the full names that the contract marks as `core`."""
    names: set[str] = set()
    for symbol in checker.symbols.of_kind(Kind.CONTRACT):
        if isinstance(symbol.node, ast.Contract):
            for line in common.all_of(symbol.node.lines, ast.Core):
                for ref in line.names:
                    found = checker.find(ref.text, ref.span.file)
                    names |= {symbol.name for symbol in checker.within_module(ref)}
                    if found is not None:
                        names.add(found.name)
    return names


def _change(
    checker: Checker, line: ast.Node, verb: str, kind: str, name: str
) -> declarations.Change:
    return declarations.Change(
        **common.spot(checker, line),
        verb=verb,
        kind=kind,
        name=name,
        source=checker.text_of(line.span),
    )


Check = Callable[[tuple[Module, ...], SourceMap, Sink, int], declarations.Agreement]

_IDS = 1_000_000  # more than an agreement has nodes


def check_amended(
    modules: tuple[Module, ...], sources: SourceMap, sink: Sink, check: Check
) -> tuple[declarations.Standing, ...]:
    """Check the contract as it stands after each amendment, in the order of their days.

    Returns how it then stands. No two of these agreements have a node of the same id.
    """
    found: list[declarations.Standing] = []
    root = modules[0]
    amending = [node for node in root.tree.declarations if isinstance(node, ast.Amendment)]
    tree = root.tree
    for node in sorted(amending, key=_day):
        tree = _amended(tree, node)
        changed = records.evolve(root, tree=tree)
        before, after = tuple(sink.found), Sink()
        first_id = _IDS * (len(found) + 1)
        standing = check((changed, *modules[1:]), sources, after, first_id)
        found.append(
            declarations.Standing(since=_day(node), amendment=node.name.text, agreement=standing)
        )
        for diagnostic in after.found:
            # What an amendment makes idle was in use before it.
            if diagnostic.severity is Severity.ERROR and diagnostic not in before:
                sink.report(_after(diagnostic, node))
    return tuple(found)


def _after(diagnostic: Diagnostic, node: ast.Amendment) -> Diagnostic:
    note = f"this is so once the amendment `{node.name.text}` takes effect"
    return records.evolve(diagnostic, notes=(*diagnostic.notes, note))


def _day(node: ast.Amendment) -> int:
    for line in node.lines:
        if isinstance(line, ast.EffectiveFrom) and isinstance(line.date, ast.Date):
            return line.date.value.toordinal()
    return 0


def _amended(tree: ast.Module, node: ast.Amendment) -> ast.Module:
    """Return the tree with an amendment carried out, and without the amendments themselves."""
    replaced: dict[str, ast.Declaration] = {}
    added: list[ast.Declaration] = []
    removed: set[str] = set()
    for line in node.lines:
        match line:
            case ast.Replaces(declaration) if not isinstance(declaration, ast.Use):
                replaced[declaration.name.text] = declaration
            case ast.Adds(declaration):
                added.append(declaration)
            case ast.Removes(names):
                removed.update(name.text for name in names)
            case _:
                pass
    kept: list[ast.Declaration] = []
    for declaration in tree.declarations:
        if isinstance(declaration, ast.Amendment):
            continue
        name = "" if isinstance(declaration, ast.Use) else declaration.name.text
        if name in removed:
            continue
        kept.append(replaced.get(name, declaration))
    present = {item.name.text for item in kept if not isinstance(item, ast.Use)}
    new = [item for item in added if isinstance(item, ast.Use) or item.name.text not in present]
    return ast.Module(tree.file, (*kept, *new), tree.comments, tree.lost)
