"""Sums over the periods of a contract year, and over all, of what is known."""

from fractions import Fraction

from milestonelang.primitives.periods import Period
from milestonelang.statement.basis import Basis
from milestonelang.statement.model import Figure, ResultLine, TotalLine, Totals
from milestonelang.statement.moved import ORDER
from milestonelang.types import Count, Money, Unit

_SUMMED = (
    "entitled",
    "held",
    "released",
    "vested",
    "forfeited",
    "deferred",
    "deferred paid",
    "clawed back",
    "disputed",
    "resolved",
    "adjusted",
    "interest",
    "audit cost",
    "set off",
    "share",
    "restated",
    "payable",
)
_WHOLE = "all periods"


def draw_totals(
    basis: Basis, periods: tuple[Period, ...], results: tuple[ResultLine, ...]
) -> tuple[Totals, ...]:
    """Return the sums of each contract year, unless it is one period, then those of all periods."""
    if basis.agreement.contract.settled is Unit.YEAR:
        whole = _totals(basis, _WHOLE, list(periods), results)
        return (whole,) if len(periods) > 1 else ()
    years: dict[int, list[Period]] = {}
    for period in periods:
        years.setdefault(period.year, []).append(period)
    found = [
        _totals(basis, f"contract year {items[0].year + 1}", items, results)
        for items in years.values()
    ]
    if len(years) > 1:
        found.append(_totals(basis, _WHOLE, list(periods), results))
    return tuple(found)


def _totals(
    basis: Basis, label: str, periods: list[Period], results: tuple[ResultLine, ...]
) -> Totals:
    labels = tuple(period.label for period in periods)
    reports = basis.program.reports
    places: dict[tuple[str, str], float] = {
        (item.subject, item.what): place for place, item in enumerate(reports)
    }
    for place, item in enumerate(reports):
        # What is booked stands after a payment's other amounts, and before what is payable.
        for step, what in enumerate((*ORDER, "restated"), 1):
            aside = step / 10
            places[item.subject, what] = place + (aside - 1 if item.what == "payable" else aside)
    inside = set(labels)
    found: dict[tuple[str, str], list[ResultLine]] = {}
    for line in results:
        if line.period in inside and line.what in _SUMMED:
            found.setdefault((line.subject, line.what), []).append(line)
    return Totals(
        label,
        labels,
        tuple(
            _line(basis, subject, what, lines)
            for (subject, what), lines in sorted(
                found.items(), key=lambda item: places.get(item[0], len(reports))
            )
        ),
    )


def _line(basis: Basis, subject: str, what: str, lines: list[ResultLine]) -> TotalLine:
    known = [line.figure.amount for line in lines if not line.figure.is_pending]
    without = tuple(line.period for line in lines if line.figure.is_pending)
    return TotalLine(
        subject=subject,
        title=basis.words.title(subject) if " to " not in subject else "",
        what=what,
        unit=unit_of(lines[0].figure),
        amount=sum(known, Fraction(0)),
        without=without,
    )


def unit_of(figure: Figure) -> str:
    """Return the currency of an amount, or the unit that is granted."""
    match figure.type:
        case Money(currency):
            return currency
        case Count(unit):
            return unit
        case _:
            return ""
