"""Timing: what is gained at the edges of periods, over the whole term, and by the season."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from milestonelang import records, types
from milestonelang.advice.facts import Counter, Facts, Known, Trial
from milestonelang.advice.model import Advice, Declared
from milestonelang.advice.problems import timing as problems
from milestonelang.advice.reading import base_of, in_money, known as stated, metrics_in, reported
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.data.words import in_words
from milestonelang.outline.uses import nodes
from milestonelang.primitives.numbers import decimal_text
from milestonelang.types import Unit

_MOVED = Fraction(1, 5)
_WORTH = Fraction(1, 100)  # of what is moved
_PAIRS = 6
_CYCLES = 2


@records.frozen
class _Gain:
    """What moving a part of a figure from one period to the one beside it brings."""

    moved: Fraction
    start: int
    end: int
    level: Fraction
    gain: Fraction


def moved_in_time(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Nothing is gained by reporting a figure a period later, or a period earlier."""
    for payment in in_money(agreement):
        base = base_of(payment)
        known = None if base is None else facts.figures.get(base.metric)
        if base is None or known is None or not isinstance(known.type, types.Money):
            continue
        gains = list(_gains(agreement, payment, known, facts))
        for later in (True, False):
            found = [each for each in gains if (each.end > each.start) is later]
            if not found:
                continue
            best = max(found, key=lambda each: each.gain)
            trial = facts.trial({})
            assert trial is not None, "a gain was found with runs"
            figure, level = (in_words(each, known.type) for each in (best.moved, best.level))
            example = (
                f"with {level} in every period, moving {figure} from {trial.labels[best.start]} to "
                f"{trial.labels[best.end]} pays {facts.money(best.gain)} more in total"
            )
            give = problems.later_gains if later else problems.earlier_gains
            yield Advice(give(payment.span, payment.name, base.metric, example))


def _gains(
    agreement: decl.Agreement, payment: decl.Payment, known: Known, facts: Facts
) -> Iterator[_Gain]:
    for level in _levels(agreement, payment, known):
        before = facts.trial({known.name: level})
        if before is None:
            return
        moved = _to_the_cent(level * _MOVED)
        count = len(before.labels)
        edges = [
            index for index in range(count - 1) if before.years[index] != before.years[index + 1]
        ]
        for first in dict.fromkeys((0, *edges[:1])):
            if first + 1 >= count or moved <= 0:
                continue
            for start, end in ((first, first + 1), (first + 1, first)):
                series = [level] * count
                series[start] -= moved
                series[end] += moved
                if known.high is not None and series[end] > known.high:
                    continue
                after = facts.trial({known.name: tuple(series)})
                gain = None if after is None else _difference(payment.name, before, after)
                if gain is not None and gain >= moved * _WORTH:
                    yield _Gain(moved, start, end, level, gain)


def _difference(payment: str, before: Trial, after: Trial) -> Fraction | None:
    amounts = [each.entitled[payment] for each in (before, after)]
    if any(value is None for each in amounts for value in each):
        return None
    one, other = (sum((value or Fraction(0) for value in each), Fraction(0)) for each in amounts)
    return other - one


def _levels(agreement: decl.Agreement, payment: decl.Payment, known: Known) -> Sequence[Fraction]:
    """Return figures that bring a payment near its cuts, each as high in every period."""
    periods = {Unit.MONTH: 12, Unit.QUARTER: 4, Unit.YEAR: 1}[agreement.contract.settled]
    found: list[Fraction] = []
    for step in payment.steps:
        if not isinstance(step, lines.On):
            continue
        for band in step.table.bands:
            cut = None if band.cut is None else stated(agreement, band.cut)
            if cut is not None:
                found.append(cut / (1 if step.accumulated is None else periods))
    if known.low is not None and known.high is not None:
        found.append((known.low + known.high) / 4)
    kept = [_to_the_cent(each) for each in found if each > 0]
    return [each for each in dict.fromkeys(kept) if known.high is None or each <= known.high][:4]


def _to_the_cent(amount: Fraction) -> Fraction:
    return Fraction(amount * 100 // 1, 100)


def total_falls(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """What is paid over the whole term never falls where it rises in each period."""
    pairs = list(_rising(agreement))[:_PAIRS]
    if not pairs:
        return
    asked = [f"{payment.name} never falls when {metric} rises" for payment, metric in pairs]
    in_one = facts.refuted(asked)
    fair = [pair for pair, found in zip(pairs, in_one, strict=True) if found is None]
    whole = [
        f"the total of {payment.name} never falls when {metric} rises" for payment, metric in fair
    ]
    cases: Sequence[Counter | None] = facts.refuted(whole) if whole else ()
    for (payment, metric), case in zip(fair, cases, strict=True):
        if case is None:
            continue
        example = f"{case.figures}: {case.first}; with {case.changed}: {case.second}"
        guaranteed = any(
            item.form == "amount never falls when rises" and item.names[-1] == metric
            for promise in agreement.of_kind(decl.Guarantee)
            for item in promise.properties
        )
        found = problems.total_falls(payment.span, payment.name, metric, example, guaranteed)
        yield Advice(found)


def _rising(agreement: decl.Agreement) -> Iterator[tuple[decl.Payment, str]]:
    """Yield payments whose periods are tied together, each with the figures it is paid by."""
    for payment in in_money(agreement):
        if not _is_tied(agreement, payment):
            continue
        amounts = tuple(
            step
            for step in payment.steps
            if isinstance(step, lines.On | lines.Amount | lines.Times)
        )
        for metric in reported(agreement, metrics_in(agreement, amounts)):
            if isinstance(metric.type, types.Money | types.Percent | types.Count | types.Number):
                yield payment, metric.name


def _is_tied(agreement: decl.Agreement, payment: decl.Payment) -> bool:
    if any(isinstance(step, lines.ForEachRow) for step in payment.steps):
        return False
    over = (Unit.YEAR, Unit.TERM)
    capped = any(isinstance(step, lines.AtMost) and step.window in over for step in payment.steps)
    return capped and any(
        payment.name in effect.payments
        for trigger in agreement.of_kind(decl.Trigger)
        for effect in trigger.effects
    )


def seasonal(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Terms take account of the seasons that the data shows."""
    if agreement.of_kind(decl.Index):
        return
    yearly = any(
        isinstance(node, lines.On) and node.accumulated is not None
        for payment in agreement.of_kind(decl.Payment)
        for node in payment.steps
    )
    for name, past in facts.history.items():
        declared = agreement.declarations.get(name)
        if not isinstance(declared, decl.Metric) or not isinstance(declared.type, types.Money):
            continue
        means = _seasons(past)
        if means is None or (yearly and not _in_conditions(agreement, name)):
            continue
        strong, weak = (
            max(means, key=lambda key: means[key]),
            min(means, key=lambda key: means[key]),
        )
        said = [in_words(means[each], declared.type) for each in (strong, weak)]
        example = f"in the data the average is {said[0]} in {strong} and {said[1]} in {weak}"
        yield Advice(problems.seasonal(declared.span, name, example), (Declared(_index(means)),))


def _in_conditions(agreement: decl.Agreement, name: str) -> bool:
    """Whether something is decided by the figure of one period."""
    return any(
        isinstance(node, expr.Compare) and name in metrics_in(agreement, node)
        for declared in agreement.declarations.values()
        if isinstance(declared, decl.Milestone | decl.Trigger | decl.Payment)
        for node in _conditions(declared)
    )


def _conditions(declared: decl.Milestone | decl.Trigger | decl.Payment) -> Iterator[expr.Expr]:
    for node in nodes(declared):
        if isinstance(node, expr.Compare):
            yield node


def _seasons(past: tuple[tuple[str, Fraction], ...]) -> dict[str, Fraction] | None:
    """Return the average of each season, where the seasons explain most of what moves."""
    by_season: dict[str, list[Fraction]] = {}
    by_year: dict[str, list[Fraction]] = {}
    for label, value in past:
        year, sign, season = label.partition("-")
        if not sign:
            return None
        by_season.setdefault(season, []).append(value)
        by_year.setdefault(year, []).append(value)
    if len(by_season) not in (4, 12) or min(map(len, by_season.values())) < _CYCLES:
        return None
    levels = {year: sum(values, Fraction(0)) / len(values) for year, values in by_year.items()}
    if any(level <= 0 for level in levels.values()):
        return None
    shares: dict[str, list[Fraction]] = {season: [] for season in by_season}
    for label, value in past:
        year, _, season = label.partition("-")
        shares[season].append(value / levels[year])
    every = [share for found in shares.values() for share in found]
    spread = sum(((share - 1) ** 2 for share in every), Fraction(0))
    between = sum(
        (len(found) * (sum(found, Fraction(0)) / len(found) - 1) ** 2 for found in shares.values()),
        Fraction(0),
    )
    means = {season: sum(found, Fraction(0)) / len(found) for season, found in shares.items()}
    if spread == 0 or between < spread * Fraction(3, 5):
        return None
    if max(means.values()) - min(means.values()) < Fraction(1, 5):
        return None
    return {
        season: sum(values, Fraction(0)) / len(values)
        for season, values in sorted(by_season.items())
    }


def _index(means: dict[str, Fraction]) -> str:
    unit = "quarter" if len(means) == 4 else "month"
    whole = sum(means.values(), Fraction(0))
    weights = [Fraction(round(value / whole * 100 * len(means)), 100) for value in means.values()]
    weights[-1] = len(means) - sum(weights[:-1], Fraction(0))
    rows = [
        f"  {_NAMES.get(season, season)} {decimal_text(weight)}"
        for season, weight in zip(means, weights, strict=True)
    ]
    return (
        "\n".join([f'index season "Season" by {unit}', *rows, f"  adds up to {len(means)}"]) + "\n"
    )


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_NAMES = {f"{number:02}": name for number, name in enumerate(_MONTHS, 1)}

RULES = (moved_in_time, total_falls, seasonal)
