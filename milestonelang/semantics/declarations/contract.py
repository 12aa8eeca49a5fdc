"""The contract's own lines: its term, its periods, its rounding and what holds by default.

In: the contract's tree. Out: `Facts`, which expressions need, and the checked `Contract`. Promised:
both are always there; where a line is missing a stand-in takes its place, and nothing is reported
on the stand-in's account.
"""

from datetime import date
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations, lines
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.dates import add_months, days_in_month
from milestonelang.primitives.periods import full_start, periods_between
from milestonelang.semantics.context import LONGEST_TERM_DAYS, Checker, Facts
from milestonelang.semantics.declarations import common, due
from milestonelang.semantics.names import Symbol
from milestonelang.semantics.problems import contract as problems, types as type_problems
from milestonelang.syntax import ast
from milestonelang.types import MonthEnds, RoundingMode, Unit

_STAND_IN_START = date(2026, 1, 1).toordinal()
_STAND_IN_END = date(2026, 12, 31).toordinal()


def facts_of(node: ast.Contract | None) -> Facts:
    """Return what expressions need to know of the contract, without a report."""
    body: tuple[ast.Node, ...] = node.lines if node is not None else ()
    term = _first(body, ast.Effective)
    settled = _first(body, ast.Settled)
    roll = _first(body, ast.MonthEndsRoll)
    calendar = _first(body, ast.BusinessDaysIn)
    start, end = _STAND_IN_START, _STAND_IN_END
    if term is not None:
        start, end = term.start.value.toordinal(), term.end.value.toordinal()
    fits = start <= end < start + LONGEST_TERM_DAYS
    known = settled is not None and minor_units(settled.currency) is not None
    return Facts(
        currency=settled.currency if settled is not None and known else None,
        settled=common.FREQUENCIES[settled.frequency] if settled is not None else Unit.QUARTER,
        start=start,
        end=end if fits else start,
        year_starts=_year_starts(_first(body, ast.YearsStart)),
        month_ends=None if roll is None else _MONTH_ENDS[roll.roll],
        calendar=calendar.calendar if calendar is not None else None,
        is_complete=term is not None and settled is not None and fits and known,
        is_renewed=_first(body, ast.Renewed) is not None,
    )


def check_contract(checker: Checker, symbol: Symbol, node: ast.Contract) -> declarations.Contract:
    """Return the checked contract."""
    body = node.lines
    facts = checker.facts
    settled = common.once(checker, body, ast.Settled, "settled")
    term = common.once(checker, body, ast.Effective, "effective")
    _check_term(checker, node, term)
    if settled is None:
        checker.report(
            problems.line_missing(node.name.span, "contract", "settled", "settled quarterly in USD")
        )
    elif facts.currency is None:
        checker.report(type_problems.unknown_currency(settled.currency, settled.span))
    _check_years(checker, node)
    _check_revisions(checker, node)
    version = common.once(checker, body, ast.Version, "version")
    law = common.once(checker, body, ast.Law, "law")
    based = common.once(checker, body, ast.BasedOn, "based on")
    return declarations.Contract(
        **common.head(checker, symbol, body),
        version=version.text.value if version else None,
        start=facts.start,
        end=facts.end,
        settled=facts.settled,
        currency=facts.currency or "USD",
        rounding=_rounding(checker, node),
        year_starts=facts.year_starts,
        month_ends=facts.month_ends,
        calendar=facts.calendar,
        due_dates_roll=_due_dates_roll(checker, body),
        due=_default_due(checker, body),
        notices_received_after=_notices(checker, body),
        opposite_amounts_set_off=common.once(checker, body, ast.OppositeSetOff, "opposite amounts")
        is not None,
        renewal=_renewal(checker, body),
        law=law.text.value if law else None,
        core=_core(checker, body),
        based_on=based.terms.value if based else None,
    )


_MONTH_ENDS = {ast.Roll.BACK: MonthEnds.ROLL_BACK, ast.Roll.FORWARD: MonthEnds.ROLL_FORWARD}


def _first(body: tuple[ast.Node, ...], kind: type[common.N]) -> common.N | None:
    return next((line for line in body if isinstance(line, kind)), None)


def _year_starts(line: ast.YearsStart | None) -> tuple[int, int] | None:
    match line:
        case None:
            return None
        case ast.YearsStart(ast.DayOfYear(day, month)):
            return month.number, day
        case ast.YearsStart(ast.Date(value)):
            return value.month, value.day
    return None


def _check_term(checker: Checker, node: ast.Contract, term: ast.Effective | None) -> None:
    if term is None:
        checker.report(
            problems.line_missing(
                node.name.span, "contract", "effective", "effective 2026-01-01 until 2027-12-31"
            )
        )
    elif term.end.value < term.start.value:
        checker.report(problems.ends_before_start(term.span))
    elif (term.end.value - term.start.value).days >= LONGEST_TERM_DAYS:
        checker.report(problems.term_too_long(term.span))


def _check_years(checker: Checker, node: ast.Contract) -> None:
    common.once(checker, node.lines, ast.YearsStart, "years start")
    common.once(checker, node.lines, ast.MonthEndsRoll, "month ends")
    common.once(checker, node.lines, ast.BusinessDaysIn, "business days")
    facts = checker.facts
    if not facts.is_complete:
        return
    line = _first(node.lines, ast.YearsStart)
    if line is not None and facts.year_starts is not None:
        month, day = facts.year_starts
        if day > days_in_month(2027, month) or _is_off_edge(facts, date(2027, month, day)):
            checker.report(problems.years_off_edge(line.span, facts.settled.value))
        return
    second_year = add_months(facts.start, 12, MonthEnds.ROLL_BACK)
    if second_year <= facts.end and _is_off_edge(facts, date.fromordinal(second_year)):
        term = _first(node.lines, ast.Effective)
        span = term.span if term is not None else node.name.span
        checker.report(problems.years_off_edge(span, facts.settled.value))


def _check_revisions(checker: Checker, node: ast.Contract) -> None:
    if _first(node.lines, ast.BasedOn) is not None:
        return
    for line in node.lines:
        if isinstance(line, ast.Replaces | ast.Adds | ast.Removes):
            checker.report(problems.no_base(line.span))


def _is_off_edge(facts: Facts, day: date) -> bool:
    return full_start(facts, facts.settled, day.toordinal()) != day.toordinal()


def _rounding(checker: Checker, node: ast.Contract) -> lines.Rounding:
    line = common.once(checker, node.lines, ast.RoundedTo, "rounded")
    cent = Fraction(1, 10 ** (minor_units(checker.facts.currency or "USD") or 0))
    if line is None:
        checker.report(problems.rounding_open(node.name.span))
        return lines.Rounding(mode=RoundingMode.HALF_UP, unit=cent)
    mode = RoundingMode(line.mode.value)
    if line.unit is None:
        return lines.Rounding(mode=mode, unit=cent)
    currency = checker.facts.currency
    expected = types.Money(currency) if currency is not None else None
    unit = common.fixed(checker, line.unit, expected, "the unit of rounding")
    if not isinstance(unit, Fraction):
        return lines.Rounding(mode=mode, unit=cent)
    if unit <= 0:
        checker.report(problems.rounding_unit(line.unit.span, "it is not more than zero"))
        return lines.Rounding(mode=mode, unit=cent)
    if (unit / cent).denominator != 1:
        checker.report(
            problems.rounding_unit(line.unit.span, "nothing smaller than the cent can be paid")
        )
    return lines.Rounding(mode=mode, unit=unit)


def _due_dates_roll(checker: Checker, body: tuple[ast.ContractLine, ...]) -> bool:
    line = common.once(checker, body, ast.DueDatesRoll, "due dates roll")
    if line is None:
        return False
    if line.roll is not ast.Roll.FORWARD:
        checker.report(problems.due_dates_back(line.span))
    common.require_for_days(checker, Unit.BUSINESS_DAY, line.span)
    return True


def _default_due(checker: Checker, body: tuple[ast.ContractLine, ...]) -> lines.Due | None:
    line = common.once(checker, body, ast.Due, "due within")
    return due.check_due(checker, line, line.within) if line is not None else None


def _notices(checker: Checker, body: tuple[ast.ContractLine, ...]) -> tuple[int, Unit] | None:
    line = common.once(checker, body, ast.NoticesReceived, "notices received")
    return common.count_in_days(checker, line.after) if line is not None else None


def _renewal(checker: Checker, body: tuple[ast.ContractLine, ...]) -> declarations.Renewal | None:
    line = common.once(checker, body, ast.Renewed, "renewed")
    if line is None:
        return None
    length = common.count_in_days(checker, line.duration)
    notice = common.count_in_days(checker, line.notice)
    if length is None or notice is None:
        return None
    checker.renewal = declarations.Renewal(
        span=line.span,
        id=checker.new_id(),
        count=length[0],
        unit=length[1],
        notice_count=notice[0],
        notice_unit=notice[1],
    )
    return checker.renewal


def _core(checker: Checker, body: tuple[ast.ContractLine, ...]) -> tuple[str, ...]:
    names: list[str] = []
    for line in common.all_of(body, ast.Core):
        for name in line.names:
            within = checker.within_module(name)
            found = None if within else checker.resolve(name)
            names.extend(symbol.name for symbol in within)
            if found is not None:
                names.append(found.name)
    return tuple(names)


def stub_periods(checker: Checker, every: Unit) -> str | None:
    """Return in words which periods of a payment the term cuts, or None where it cuts none."""
    facts = checker.facts
    if not facts.is_complete:
        return None
    made = periods_between(facts, every, facts.start, facts.end)
    cut = [period for period in made if period.is_stub]
    if not cut:
        return None
    return "; ".join(
        f"{period.label} has {period.days} of its {period.full_days} days in the term"
        for period in cut
    )
