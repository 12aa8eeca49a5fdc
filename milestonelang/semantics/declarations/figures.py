"""Sources, metrics, indexes, schedules and events: where figures and facts come from."""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations, lines
from milestonelang.diagnostics.nearest import nearest
from milestonelang.primitives.dates import MONTHS
from milestonelang.primitives.numbers import decimal_text
from milestonelang.semantics import units
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, due, steps, tables
from milestonelang.semantics.declarations.ranges import check_value
from milestonelang.semantics.declarations.settlement import SETTLEMENT, in_periods
from milestonelang.semantics.expressions import check_expression
from milestonelang.semantics.folding import constant_value
from milestonelang.semantics.names import Symbol
from milestonelang.semantics.problems import (
    contract as contract_problems,
    data as problems,
    names as name_problems,
    payments as payment_problems,
)
from milestonelang.semantics.scopes import CONSTANT, DAY, PERIOD, computed_column
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.types import Unit


def check_source(checker: Checker, symbol: Symbol, node: ast.Source) -> declarations.Source:
    """Return a table of rows."""
    signature = checker.signature(symbol)
    kept = common.once(checker, node.lines, ast.KeptBy, "kept by")
    dated = common.once(checker, node.lines, ast.DatedBy, "dated by")
    common.once(checker, node.lines, ast.OrderedBy, "ordered by")
    columns: list[declarations.Column] = []
    seen: dict[str, Span] = {}
    for line in common.all_of(node.lines, ast.Column):
        name = line.name.text
        if name in seen:
            checker.report(problems.column_twice(line.name.span, name, seen[name]))
            continue
        seen[name] = line.name.span
        columns.append(_column(checker, symbol, line))
    if not columns:
        checker.report(problems.no_columns(node.name.span, symbol.name))
    elif dated is None:
        checker.report(
            contract_problems.line_missing(
                node.name.span, "source", "dated by", "dated by issued_on"
            )
        )
    elif signature.dated_by is not None:
        _check_dating(checker, symbol, dated)
    return declarations.Source(
        **common.head(checker, symbol, node.lines),
        kept_by=common.party(checker, kept.party) if kept is not None else None,
        columns=tuple(columns),
        dated_by=signature.dated_by or "",
        ordered_by=signature.ordered_by,
    )


def _column(checker: Checker, symbol: Symbol, line: ast.Column) -> declarations.Column:
    type = checker.signature(symbol).columns[line.name.text].type
    computed = None
    if line.computed_as is not None:
        scope = computed_column(symbol.name)
        expected = None if isinstance(type, types.Invalid) else type
        computed = check_expression(checker, line.computed_as, scope, expected)
    return declarations.Column(
        **common.spot(checker, line),
        name=line.name.text,
        type=type,
        unique=line.is_unique,
        may_be_empty=line.may_be_empty,
        computed=computed,
    )


def _check_dating(checker: Checker, symbol: Symbol, line: ast.DatedBy) -> None:
    column = checker.signature(symbol).columns.get(line.column.text)
    if column is None:
        columns = list(checker.signature(symbol).columns)
        near = nearest(line.column.text, columns)
        checker.report(
            name_problems.no_such_column(
                line.column.text, symbol.name, line.column.span, near, columns
            )
        )
        return
    if not isinstance(column.type, types.Date | types.Invalid):
        found = types.describe(column.type)
        checker.report(problems.not_a_date(line.column.span, line.column.text, found))
    elif column.may_be_empty:
        checker.report(problems.undated_rows(line.column.span, line.column.text))


def check_metric(checker: Checker, symbol: Symbol, node: ast.Metric) -> declarations.Metric:
    """Return a metric: reported, or computed from others."""
    signature = checker.signature(symbol)
    computed = _computation(checker, symbol, node, signature.type)
    reported = _reported(checker, symbol, node, is_computed=computed is not None)
    common.once(checker, node.lines, ast.Range, "between")
    if computed is None and not common.all_of(node.lines, ast.ReportedBy):
        checker.report(problems.no_figures(node.name.span, symbol.name))
    roll_up, in_force = _frequency(checker, symbol, node, reported)
    restated = common.once(checker, node.lines, ast.RestatedFor, "restated")
    audited = common.once(checker, node.lines, ast.Audited, "audited")
    wind_down = common.once(checker, node.lines, ast.OnlyWindDown, "only during the wind down")
    return declarations.Metric(
        **common.head(checker, symbol, node.lines),
        type=signature.type,
        computed=computed,
        reported=reported,
        range=signature.range,
        baselines=_baselines(checker, symbol, node),
        roll_up=roll_up,
        in_force_until_next=in_force,
        restated_periods=in_periods(checker, restated.duration, "the time of corrections")
        if restated is not None
        else None,
        audited=common.FREQUENCIES[audited.frequency] if audited is not None else None,
        only_during_wind_down=wind_down is not None,
    )


def _computation(
    checker: Checker, symbol: Symbol, node: ast.Metric, wanted: types.Type
) -> tuple[lines.Step, ...] | None:
    expected = None if isinstance(wanted, types.Invalid) else wanted
    simple = common.once(checker, node.lines, ast.ComputedAs, "computed as")
    block = common.once(checker, node.lines, ast.ComputedBy, "computed as")
    if simple is not None:
        if block is not None:
            checker.report(contract_problems.line_twice(block.span, "computed as", simple.span))
        value = check_expression(checker, simple.amount, PERIOD, expected)
        return (lines.Amount(value, **common.spot(checker, simple)),)
    if block is None:
        return None
    for line in block.lines:
        if isinstance(line, (*SETTLEMENT, *_NOT_IN_A_METRIC)):
            words = steps.LINE_WORDS[type(line)]
            checker.report(payment_problems.wrong_block(line.span, words, steps.Block.METRIC.value))
    setting = steps.Setting(steps.Block.METRIC, PERIOD, checker.facts.settled, symbol.name)
    found = steps.check_steps(checker, setting, block.lines, expected)
    if not found.steps:
        checker.report(payment_problems.no_start(node.name.span, symbol.name))
    elif not _agree(found.type, wanted):
        checker.report(
            payment_problems.wrong_total(
                found.steps[-1].span,
                symbol.name,
                types.describe(found.type),
                types.describe(wanted),
            )
        )
    return found.steps


_NOT_IN_A_METRIC = (
    ast.PaysEach,
    ast.GrantsEach,
    ast.ShownAtEdges,
    ast.Due,
    ast.LateInterest,
    ast.BelowZero,
)


def _agree(found: types.Type, wanted: types.Type) -> bool:
    if isinstance(found, types.Invalid) or isinstance(wanted, types.Invalid):
        return True
    counts = isinstance(found, types.Number) and isinstance(wanted, types.Percent | types.Count)
    return found == wanted or counts


def _reported(
    checker: Checker, symbol: Symbol, node: ast.Metric, is_computed: bool
) -> declarations.Reported | None:
    line = common.once(checker, node.lines, ast.ReportedBy, "reported by")
    if line is None:
        return None
    frequency = checker.facts.settled
    if line.frequency is not None:
        frequency = common.FREQUENCIES[line.frequency]
    within: tuple[int, Unit] | None = None
    if line.within is not None:
        within = due.check_plain_within(checker, line.within, frequency)
    elif not is_computed:
        checker.report(problems.report_undated(line.span))
    by = common.party(checker, line.party)
    if by is None:
        return None
    return declarations.Reported(
        **common.spot(checker, line),
        by=by,
        frequency=frequency,
        count=within[0] if within is not None else None,
        unit=within[1] if within is not None else Unit.DAY,
    )


def _frequency(
    checker: Checker,
    symbol: Symbol,
    node: ast.Metric,
    reported: declarations.Reported | None,
) -> tuple[declarations.RollUp | None, bool]:
    rolls = common.once(checker, node.lines, ast.RollsUp, "summed")
    in_force = common.once(checker, node.lines, ast.InForce, "in force until the next")
    settled = checker.facts.settled
    each = reported.frequency if reported is not None else settled
    finer = common.MONTHS_IN[each] < common.MONTHS_IN[settled]
    coarser = common.MONTHS_IN[each] > common.MONTHS_IN[settled]
    type = checker.signature(symbol).type
    adds_up = isinstance(type, types.Money | types.Count | types.Number | types.Duration)
    often = f"each {each.value}"
    if finer and rolls is None:
        checker.report(
            problems.roll_up_open(node.name.span, symbol.name, often, settled.value, adds_up)
        )
    if coarser and in_force is None:
        checker.report(problems.in_force_missing(node.name.span, symbol.name, often, settled.value))
    if rolls is not None and not finer and checker.facts.is_complete:
        checker.report(problems.roll_up_idle(rolls.span, rolls.how.value, symbol.name))
    if in_force is not None and not coarser and checker.facts.is_complete:
        checker.report(problems.roll_up_idle(in_force.span, "in force until the next", symbol.name))
    if rolls is None:
        return None, in_force is not None
    summed = rolls.how is ast.RollUp.SUMMED
    if isinstance(type, types.Invalid):
        return declarations.RollUp(rolls.how.value), in_force is not None
    if (summed and not adds_up) or (rolls.how is ast.RollUp.AVERAGED and not units.is_amount(type)):
        checker.report(problems.roll_up_type(rolls.span, rolls.how.value, types.describe(type)))
    return declarations.RollUp(rolls.how.value), in_force is not None


def _baselines(
    checker: Checker, symbol: Symbol, node: ast.Metric
) -> tuple[declarations.BaselineValue, ...]:
    signature = checker.signature(symbol)
    expected = None if isinstance(signature.type, types.Invalid) else signature.type
    found: list[declarations.BaselineValue] = []
    for line in common.all_of(node.lines, ast.BaselineIs):
        scope = CONSTANT if line.start is None else DAY
        value = check_expression(checker, line.amount, scope, expected)
        check_value(
            checker,
            constant_value(checker, value),
            line.amount.span,
            signature.range,
            signature.type,
        )
        day = common.fixed_day(checker, line.start, "the day") if line.start is not None else None
        baseline = declarations.BaselineValue(
            **common.spot(checker, line), value=value, from_date=day
        )
        if found and (day is None or day <= (found[-1].from_date or 0)):
            checker.report(problems.baselines_unordered(line.span, found[-1].span))
        found.append(baseline)
    return tuple(found)


def check_index(checker: Checker, symbol: Symbol, node: ast.Index) -> declarations.Index:
    """Return the weights of a year's parts."""
    unit = Unit(node.by.value)
    wanted = ("Q1", "Q2", "Q3", "Q4") if unit is Unit.QUARTER else MONTHS
    if unit not in (Unit.QUARTER, Unit.MONTH):
        checker.report(problems.index_period_unknown(node.name.span, unit.value, "part"))
    weights: dict[str, Fraction] = {}
    seen: dict[str, Span] = {}
    for line in common.all_of(node.lines, ast.Weight):
        if line.period not in wanted:
            checker.report(problems.index_period_unknown(line.span, line.period, unit.value))
            continue
        if line.period in seen:
            checker.report(contract_problems.line_twice(line.span, line.period, seen[line.period]))
        seen.setdefault(line.period, line.span)
        value = common.fixed(checker, line.value, types.Number(), "a weight")
        if isinstance(value, Fraction):
            weights[line.period] = value
    missing = tuple(name for name in wanted if name not in seen)
    if missing:
        checker.report(problems.index_incomplete(node.name.span, missing))
    return declarations.Index(
        **common.head(checker, symbol, node.lines),
        unit=unit,
        weights=tuple((name, weights[name]) for name in wanted if name in weights),
        adds_up_to=_adds_up_to(checker, node, weights, is_whole=not missing),
    )


def _adds_up_to(
    checker: Checker, node: ast.Index, weights: dict[str, Fraction], is_whole: bool
) -> Fraction | None:
    line = common.once(checker, node.lines, ast.AddsUpTo, "adds up to")
    if line is None:
        return None
    total = common.fixed(checker, line.total, types.Number(), "the sum of the weights")
    if not isinstance(total, Fraction):
        return None
    found = sum(weights.values(), Fraction(0))
    if is_whole and found != total:
        checker.report(problems.index_sum(line.span, decimal_text(found), decimal_text(total)))
    return total


def check_schedule(
    checker: Checker, symbol: Symbol, node: ast.Schedule
) -> declarations.Schedule | None:
    """Return a table as a function. What it leaves open is judged by its uses."""
    signature = checker.signature(symbol)
    found = [
        line for line in node.lines if isinstance(line, ast.Banded | ast.Interpolated | ast.ByName)
    ]
    for extra in found[1:]:
        checker.report(contract_problems.line_twice(extra.span, "the table", found[0].span))
    if not found:
        checker.report(
            contract_problems.line_missing(
                node.name.span, "schedule", "at … rates", "interpolated, flat outside"
            )
        )
        return None
    base = tables.Base(signature.argument, node.argument.span)
    wanted = None if isinstance(signature.type, types.Invalid) else signature.type
    table, given = tables.check_table(checker, found[0], base, PERIOD, wanted)
    if wanted is not None and not _agree(given, wanted):
        checker.report(
            payment_problems.wrong_total(
                found[0].span, symbol.name, types.describe(given), types.describe(wanted)
            )
        )
    return declarations.Schedule(
        **common.head(checker, symbol, node.lines),
        domain=signature.argument,
        codomain=signature.type,
        table=table,
    )


def check_event(checker: Checker, symbol: Symbol, node: ast.Event) -> declarations.Event:
    """Return a fact that is reported, or a judgement that somebody makes."""
    reported = common.once(checker, node.lines, ast.ReportedBy, "reported by")
    decided = common.once(checker, node.lines, ast.DecidedBy, "decided by")
    if reported is None and decided is None:
        checker.report(problems.event_by_nobody(node.name.span, symbol.name))
    if reported is not None and decided is not None:
        checker.report(problems.event_by_two(decided.span, reported.span))
    if reported is not None and reported.frequency is not None:
        checker.report(problems.event_often(reported.span))
    within = decided.within if decided is not None else reported.within if reported else None
    outcomes = checker.signature(symbol).outcomes
    until = common.once(checker, node.lines, ast.UntilThen, "until then")
    otherwise = common.once(checker, node.lines, ast.OtherwiseHolds, "otherwise")
    if decided is not None and otherwise is None and (within is not None or until is None):
        checker.report(
            problems.decision_without_default(node.name.span, symbol.name, within is not None)
        )
    if otherwise is not None and within is None:
        checker.report(problems.default_idle(otherwise.span, decided is not None))
    deciders = _deciders(checker, decided)
    return declarations.Event(
        **common.head(checker, symbol, node.lines),
        reported_by=common.party(checker, reported.party) if reported is not None else None,
        decided_by=deciders[0] if deciders else None,
        decided_with=deciders[1:],
        within=due.check_within(checker, within) if within is not None else None,
        outcomes=outcomes,
        until_then=_outcome(checker, until.value, outcomes) if until is not None else None,
        otherwise=_outcome(checker, otherwise.value, outcomes) if otherwise is not None else None,
    )


def _deciders(checker: Checker, decided: ast.DecidedBy | None) -> tuple[str, ...]:
    if decided is None:
        return ()
    found = (common.party(checker, name) for name in decided.parties)
    return tuple(name for name in found if name is not None)


def _outcome(checker: Checker, node: ast.Expr, outcomes: Sequence[str]) -> bool | str | None:
    match node:
        case ast.Truth(value) if not outcomes:
            return value
        case ast.Ref((word,)) if word in outcomes:
            return word
        case _:
            words = node.text if isinstance(node, ast.Ref) else "this"
            checker.report(
                problems.not_an_outcome(node.span, words, tuple(outcomes) or ("true", "false"))
            )
            return None
