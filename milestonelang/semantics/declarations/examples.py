"""Examples: figures that are given and results that are expected.

In: the grids of an example. Out: its cells, each with the index of its period. Promised: names,
periods and values are those of the contract, so that what fails is the arithmetic.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import records, types
from milestonelang.agreement import declarations
from milestonelang.agreement.renewals import Terms
from milestonelang.diagnostics.nearest import nearest
from milestonelang.primitives.dates import is_weekend
from milestonelang.primitives.periods import Period, periods_between
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.declarations.example_rows import check_rows
from milestonelang.semantics.declarations.ranges import check_value
from milestonelang.semantics.expressions import frame_of
from milestonelang.semantics.literals import period_index, period_words
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import texts as problems
from milestonelang.semantics.scopes import CONSTANT
from milestonelang.syntax import ast

KINDS = (
    "evidence",
    "delivery",
    "notice",
    "decision",
    "waiver",
    "extension",
    "dispute",
    "resolution",
    "audit",
    "payment",
    "renewal",
)
_HEADINGS = ("date", "event", "subject", "by", "amount", "note")
_PORTIONS = (
    "held",
    "released",
    "vested",
    "forfeited",
    "deferred",
    "clawed back",
    "paid",
)


@records.frozen
class _Heading:
    """What a column holds: a figure or result by its words, and the type of its cells."""

    words: str
    type: types.Type
    symbol: Symbol | None = None


def check_example(checker: Checker, symbol: Symbol, node: ast.Example) -> declarations.Example:
    """Return an example that runs whenever the contract is checked."""
    given = common.once(checker, node.lines, ast.Given, "given")
    events = common.once(checker, node.lines, ast.GivenEvents, "events")
    rows = check_rows(checker, common.all_of(node.lines, ast.GivenRows))
    then = common.once(checker, node.lines, ast.Then, "then")
    found = _events(checker, events.grid) if events is not None else ()
    periods = _periods(checker, found)
    figures: tuple[declarations.ExampleCell, ...] = ()
    expected: tuple[declarations.ExampleCell, ...] = ()
    last: int | None = None
    if given is not None:
        figures, last = _grid(checker, given.grid, periods, is_given=True, last=None)
    elif not common.all_of(node.lines, ast.GivenRows):
        checker.report(problems.example_without(node.name.span, symbol.name, "given"))
    if then is None:
        checker.report(problems.example_without(node.name.span, symbol.name, "then"))
    else:
        expected, _ = _grid(checker, then.grid, periods, is_given=False, last=last)
    return declarations.Example(
        **common.head(checker, symbol, node.lines),
        given=figures,
        rows=rows,
        events=found,
        expected=expected,
    )


def _periods(checker: Checker, events: Sequence[declarations.ExampleEvent]) -> tuple[Period, ...]:
    """Return the settlement periods of the term, as far as the events of an example renew it."""
    days = [event.date for event in events if event.kind == "renewal"]
    facts = checker.facts
    if checker.renewal is None or not days:
        return checker.periods
    ends = facts.month_ends or types.MonthEnds.ROLL_BACK
    # A renewal that is not in time by the holidays of a calendar is an error of the run.
    terms = Terms(facts.end, checker.renewal, ends, lambda day: not is_weekend(day))
    end = terms.ends(terms.reached(days))
    return periods_between(facts, facts.settled, facts.start, end)


def _grid(
    checker: Checker,
    grid: ast.Grid,
    periods: tuple[Period, ...],
    is_given: bool,
    last: int | None,
) -> tuple[tuple[declarations.ExampleCell, ...], int | None]:
    settled = checker.facts.settled.value
    if not grid.header or grid.header[0].words != (settled,):
        if checker.facts.is_complete:
            span = grid.header[0].span if grid.header else grid.span
            checker.report(problems.no_header(span, settled))
        return (), None
    headings = _headings(checker, grid.header[1:], is_given)
    cells: list[declarations.ExampleCell] = []
    before: int | None = None
    for row in grid.rows:
        if len(row.cells) != len(grid.header):
            checker.report(problems.row_width(row.span, len(row.cells), len(grid.header)))
            continue
        index = _period(checker, row, periods, before, last, is_given)
        if index is None:
            continue
        before = index
        for cell, heading in zip(row.cells[1:], headings, strict=True):
            if heading is not None:
                cells.append(_cell(checker, row, cell, heading, index))
    return tuple(cells), before


def _period(
    checker: Checker,
    row: ast.Row,
    periods: tuple[Period, ...],
    before: int | None,
    last: int | None,
    is_given: bool,
) -> int | None:
    first = row.cells[0]
    if not isinstance(first, ast.Period):
        span = first.span if first is not None else row.span
        checker.report(problems.cell_type(span, f"each {checker.facts.settled.value}"))
        return None
    index = period_index(frame_of(checker, CONSTANT), first, periods)
    if index is None:
        return None
    if before is not None and index <= before:
        checker.report(problems.period_twice(first.span, period_words(first)))
        return None
    if is_given and before is not None and index > before + 1:
        missing = periods[before + 1].label
        checker.report(problems.period_gap(first.span, missing))
    if last is not None and index > last:
        checker.report(problems.result_beyond(first.span, period_words(first)))
    return index


def _headings(
    checker: Checker, header: Sequence[ast.HeaderCell], is_given: bool
) -> list[_Heading | None]:
    found: list[_Heading | None] = []
    seen: set[str] = set()
    for cell in header:
        heading = _figure(checker, cell) if is_given else _result(checker, cell)
        if heading is not None:
            if heading.words in seen:
                checker.report(problems.column_again(cell.span, heading.words))
            seen.add(heading.words)
        found.append(heading)
    return found


def _figure(checker: Checker, cell: ast.HeaderCell) -> _Heading | None:
    """Return the metric, or the segment, whose figures a column gives."""
    words = " ".join(cell.words)
    symbol = checker.find(words, cell.span.file)
    if symbol is None or symbol.kind not in (Kind.METRIC, Kind.SEGMENT):
        checker.report(problems.not_a_figure(cell.span, words, _near(checker, cell, Kind.METRIC)))
        return None
    if isinstance(symbol.node, ast.Metric) and any(
        isinstance(line, ast.OnlyWindDown) for line in symbol.node.lines
    ):
        checker.report(problems.figure_computed_rows(cell.span, symbol.name))
    return _Heading(symbol.name, checker.signature(symbol).type, symbol)


def _result(checker: Checker, cell: ast.HeaderCell) -> _Heading | None:
    """Return the result that a column expects: an amount, a part of one, a state, a direction."""
    currency = checker.facts.currency
    money: types.Type = types.Money(currency) if currency is not None else types.Invalid()
    first = checker.find(cell.words[0], cell.span.file)
    rest = " ".join(cell.words[1:])
    if first is not None and not rest:
        if first.kind in (Kind.PAYMENT, Kind.METRIC, Kind.BALANCE):
            return _Heading(first.name, checker.signature(first).type, first)
        if first.kind is Kind.MILESTONE:
            return _Heading(first.name, money, first)
        if first.kind in (Kind.TRIGGER, Kind.OBLIGATION, Kind.EXIT):
            return _Heading(first.name, types.Text(), first)
    if first is not None and first.kind is Kind.PAYMENT and rest in _PORTIONS:
        return _Heading(f"{first.name} {rest}", checker.signature(first).type, first)
    if first is not None and first.kind is Kind.PARTY and len(cell.words) == 3:
        second = checker.find(cell.words[2], cell.span.file)
        if cell.words[1] == "to" and second is not None and second.kind is Kind.PARTY:
            return _Heading(f"{first.name} to {second.name}", money)
    words = " ".join(cell.words)
    near = _near(checker, cell, Kind.PAYMENT, Kind.METRIC, Kind.MILESTONE)
    checker.report(problems.not_a_result(cell.span, words, near))
    return None


def _near(checker: Checker, cell: ast.HeaderCell, *kinds: Kind) -> str | None:
    visible = checker.symbols.in_file(cell.span.file)
    known = [words for words, symbol in visible.items() if symbol.kind in kinds]
    return nearest(" ".join(cell.words), known)


def _cell(
    checker: Checker,
    row: ast.Row,
    cell: ast.Expr | None,
    heading: _Heading,
    index: int,
) -> declarations.ExampleCell:
    value: Fraction | int | bool | str | None = None
    if isinstance(heading.type, types.Text) and isinstance(cell, ast.Ref):
        value = cell.text
    elif cell is not None and not isinstance(cell, ast.Unknown):
        wanted = None if isinstance(heading.type, types.Invalid) else heading.type
        value = common.fixed(checker, cell, wanted, "a figure of an example")
        if heading.symbol is not None and heading.symbol.kind is Kind.METRIC:
            range = checker.signature(heading.symbol).range
            check_value(checker, value, cell.span, range, heading.type)
    return declarations.ExampleCell(
        **common.spot(checker, cell if cell is not None else row),
        period=index,
        name=heading.words,
        value=value,
    )


# ---- events of an example


def _events(checker: Checker, grid: ast.Grid) -> tuple[declarations.ExampleEvent, ...]:
    columns: list[str] = []
    for cell in grid.header:
        words = " ".join(cell.words)
        if words not in _HEADINGS:
            checker.report(problems.event_heading(cell.span, words))
        columns.append(words)
    if "date" not in columns or "event" not in columns or "subject" not in columns:
        span = grid.header[0].span if grid.header else grid.span
        if not any(column not in _HEADINGS for column in columns):
            checker.report(problems.event_columns(span))
        return ()
    found: list[declarations.ExampleEvent] = []
    for row in grid.rows:
        if len(row.cells) != len(columns):
            checker.report(problems.row_width(row.span, len(row.cells), len(columns)))
            continue
        event = _event(checker, row, dict(zip(columns, row.cells, strict=True)))
        if event is not None:
            found.append(event)
    return tuple(found)


def _event(
    checker: Checker, row: ast.Row, cells: dict[str, ast.Expr | None]
) -> declarations.ExampleEvent | None:
    for column, wanted in (("date", "the day"), ("event", "the kind"), ("subject", "a name")):
        if cells[column] is None:
            checker.report(problems.cell_type(row.span, f"{wanted} of the event"))
            return None
    day_cell = cells["date"]
    assert day_cell is not None
    day = common.fixed_day(checker, day_cell, "the day of an event")
    kind = _word(checker, cells["event"], "the kind of the event")
    if kind is not None and kind not in KINDS:
        node = cells["event"]
        assert node is not None
        checker.report(problems.event_kind(node.span, kind, KINDS, nearest(kind, list(KINDS))))
        kind = None
    subject, outcome = _subject(checker, cells["subject"])
    by_cell = cells.get("by")
    by = ""
    if isinstance(by_cell, ast.Ref):
        party = checker.resolve(by_cell, Kind.PARTY)
        by = party.name if party is not None else ""
    extended = kind == "extension"
    amount = None if extended else _amount(checker, cells.get("amount"))
    if day is None or kind is None or subject is None:
        return None
    return declarations.ExampleEvent(
        **common.spot(checker, row),
        date=day,
        kind=kind,
        subject=subject,
        by=by,
        amount=amount,
        outcome=outcome,
        until=_until(cells.get("amount")) if extended else None,
    )


def _word(checker: Checker, cell: ast.Expr | None, what: str) -> str | None:
    if isinstance(cell, ast.Ref):
        return cell.text
    if cell is not None:
        checker.report(problems.cell_type(cell.span, what))
    return None


def _subject(checker: Checker, cell: ast.Expr | None) -> tuple[str | None, str | None]:
    """Return the name that an event is about, and its outcome: `approval is granted`."""
    outcome = None
    if isinstance(cell, ast.Compare):
        outcome, cell = _outcome(cell.right), cell.left
    if not isinstance(cell, ast.Ref):
        return _word(checker, cell, "the name that the event is about"), None
    symbol = checker.resolve(cell)
    return (symbol.name if symbol is not None else None), outcome


def _outcome(node: ast.Expr) -> str:
    if isinstance(node, ast.Truth):
        return str(node.value).lower()
    return node.text if isinstance(node, ast.Ref) else ""


def _until(cell: ast.Expr | None) -> str:
    """Return until when an extension goes, as an events file says it; the run says if it is no such
    thing."""
    match cell:
        case ast.Date():
            return cell.value.isoformat()
        case ast.Duration():
            return f"{cell.value} {cell.unit.value}s"
        case _:
            return ""


def _amount(checker: Checker, cell: ast.Expr | None) -> Fraction | None:
    currency = checker.facts.currency
    if cell is None or currency is None:
        return None
    value = common.fixed(checker, cell, types.Money(currency), "the amount of an event")
    return value if isinstance(value, Fraction) else None
