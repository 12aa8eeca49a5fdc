"""Look for the first inputs at which two versions of an agreement pay differently.

In: two checked agreements and the new names of what was renamed. Out: data on which what is payable
differs, made as plain as it can be, or how much was tried. Promised: both amounts of a case were
computed by the evaluator on the very data that is shown; the same agreements give the same case;
where nothing is found, nothing is claimed.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.proof.boundaries import boundaries, snap
from milestonelang.backends.proof.model import Figure, Problem
from milestonelang.backends.proof.slicing import figures_of, needed, sliced
from milestonelang.driver.proving.problem import problem_of
from milestonelang.ir import Exact
from milestonelang.types import Count, Money

RUNS = 400
_CORNERS = 4
_SEED = 20260101
_CENT = Fraction(1, 100)

Series = dict[str, dict[str, Exact]]  # figure → period → value
Events = dict[str, tuple[ir.Happening, ...]]


@records.frozen
class Owed:
    """What is payable in one direction, or granted of one payment, in either version."""

    subject: str
    before: Exact | None
    after: Exact | None


@records.frozen
class Case:
    """Data on which the two part, first in *period*.

    *figures* are those that are not as usual, by period; *usual* what the others are. *edge* is the
    last value of the one figure that is left at which the two still pay the same.
    """

    period: str
    periods: tuple[str, ...]
    figures: tuple[tuple[str, tuple[Exact, ...]], ...]
    usual: tuple[tuple[str, Exact], ...]
    events: tuple[tuple[str, int], ...]
    owed: tuple[Owed, ...]
    edge: tuple[str, Exact] | None


@records.frozen
class Search:
    """What was found, and in how many runs of each version."""

    case: Case | None
    runs: int


class _Side:
    """One version: its program, cut down to what is payable, under the new names."""

    def __init__(self, agreement: decl.Agreement, names: Mapping[str, str]) -> None:
        self.problem: Problem = problem_of(agreement, None)
        self.names = {new: old for old, new in names.items()}
        whole = self.problem.program
        self.paid = {
            f"{_now(names, each.payer)} to {_now(names, each.payee)}": each.payable
            for each in whole.directions
        }
        self.paid |= {
            _now(names, each.payment): each.gross for each in whole.payments if not each.in_money
        }
        roots = tuple(self.paid.values())
        self.program = sliced(whole, roots)
        self.machine = Machine(self.program)
        self.labels = tuple(period.label for period in whole.periods)
        read = figures_of(whole, needed(whole, roots))
        self.figures = {
            _now(names, each.name): each for each in self.problem.figures if each.name in read
        }
        self.near = boundaries(self.program, self.figures.values())
        self.events = {_now(names, each.name): each for each in self.problem.events}

    def run(self, series: Series, events: Events) -> dict[str, dict[str, Any]]:
        """Return what is payable by period; a figure that is not given is as usual."""
        figures: dict[str, tuple[Any, ...]] = {}
        for name, figure in self.figures.items():
            own = series.get(name, {})
            figures[figure.name] = tuple(own.get(label, figure.usual) for label in self.labels)
        known = {self.names.get(name, name): each for name, each in events.items()}
        results = self.machine.run(ir.Inputs(figures, {}, known)).periods
        return {
            period.label: {name: each.values[id] for name, id in self.paid.items()}
            for period, each in zip(self.program.periods, results, strict=True)
        }


class _Search:
    def __init__(self, old: _Side, new: _Side, runs: int) -> None:
        self.old, self.new = old, new
        self.left = self.runs = runs
        self.labels = tuple(dict.fromkeys((*old.labels, *new.labels)))
        self.names = tuple(dict.fromkeys((*new.figures, *old.figures)))
        self.near = {name: self._values(name) for name in self.names}
        self.random = Random(_SEED)

    def found(self) -> Search:
        for series, events in self._tried():
            if self.left <= 0:
                break
            if self.differs(series, events):
                made = self.runs - self.left
                self.left = self.runs  # what follows makes the case plain
                return Search(self._plain(series, events), made)
        return Search(None, self.runs - max(self.left, 0))

    def differs(self, series: Series, events: Events) -> list[tuple[str, Owed]]:
        """Return what differs, period by period."""
        self.left -= 1
        before, after = self.old.run(series, events), self.new.run(series, events)
        found = []
        for label in self.labels:
            first, second = before.get(label, {}), after.get(label, {})
            for subject in dict.fromkeys((*first, *second)):
                one, other = _amount(first, subject), _amount(second, subject)
                if one != other:
                    found.append((label, Owed(subject, one, other)))
        return found

    # ---- what is tried

    def _tried(self) -> Iterator[tuple[Series, Events]]:
        yield {}, {}
        numbers = [name for name in self.names if self._figure(name).is_number][:_CORNERS]
        for name, value in self._alone(self.runs * 3 // 5):
            yield {name: {self.labels[0]: value}}, {}
        busy = self._busy()
        for name, value in self._alone(self.runs // 5):
            yield {**busy, name: self._always(value)}, {}
        ends = {name: (min(self.near[name]), max(self.near[name])) for name in numbers}
        for corner in product((1, 0), repeat=len(numbers)):
            series = {
                name: self._always(ends[name][side])
                for name, side in zip(numbers, corner, strict=True)
            }
            yield series, {}
            yield series, self._events(at_once=True)
        while True:
            series = {name: self._drawn(name) for name in self.names}
            yield series, self._events(at_once=False)

    def _alone(self, runs: int) -> list[tuple[str, Any]]:
        """Return each figure with each value to try of it alone.

        Where these would take more than *runs*, fewer of each, spread over its range: what parts
        two versions often takes several figures at once.
        """
        most = max(map(len, self.near.values()), default=0)
        if sum(map(len, self.near.values())) > runs:
            most = max(runs // len(self.names), 2)
        return [(name, value) for name in self.names for value in _spread(self.near[name], most)]

    def _busy(self) -> Series:
        """Return amounts that are neither nothing nor beyond every limit, so that lines act."""
        found: Series = {}
        for name in self.names:
            values = self.near[name]
            if isinstance(self._figure(name).type, Money | Count) and values:
                found[name] = self._always(values[len(values) // 2])
        return found

    def _figure(self, name: str) -> Figure:
        return self.new.figures.get(name) or self.old.figures[name]

    def _values(self, name: str) -> tuple[Any, ...]:
        """Return the values worth trying, upwards: those that both versions take."""
        sides = [side for side in (self.old, self.new) if name in side.figures]
        found = {
            value
            for side in sides
            for value in side.near[side.figures[name].name]
            if all(_takes(each.figures[name], value) for each in sides)
        }
        return tuple(sorted(found, key=lambda value: (isinstance(value, str), value)))

    def _always(self, value: Exact) -> dict[str, Exact]:
        return dict.fromkeys(self.labels, value)

    def _drawn(self, name: str) -> dict[str, Exact]:
        near = self.near[name] or (self._figure(name).usual,)
        if self._figure(name).fixed or self.random.random() < 0.4:
            return self._always(self.random.choice(near))
        return {label: self.random.choice(near) for label in self.labels}

    def _events(self, at_once: bool) -> Events:
        found: Events = {}
        periods = self.new.program.periods
        for name, event in {**self.old.events, **self.new.events}.items():
            if not at_once and self.random.random() < 0.4:
                continue
            period = periods[0] if at_once else self.random.choice(periods)
            outcome = self.random.choice(event.outcomes) if event.outcomes else None
            amount = Fraction(1000) if event.has_amount else None
            found[name] = (ir.Happening(period.end, amount, outcome),)
        return found

    # ---- making a case plain

    def _plain(self, series: Series, events: Events) -> Case:
        for name in list(events):
            fewer = {each: rows for each, rows in events.items() if each != name}
            if self.differs(series, fewer):
                events = fewer
        for name in list(series):
            fewer_figures = {each: own for each, own in series.items() if each != name}
            if self.differs(fewer_figures, events):
                series = fewer_figures
        for name in list(series):
            for label in reversed(self.labels):
                fewer_values = {each: v for each, v in series[name].items() if each != label}
                changed = {**series, name: fewer_values}
                if not self._figure(name).fixed and self.differs(changed, events):
                    series = changed
        series = {name: own for name, own in series.items() if own}
        edge = None
        for name in series:
            for label in list(series[name]):
                series, edge = self._nearest(series, events, name, label)
        return self._case(series, events, edge if _count(series) == 1 else None)

    def _nearest(
        self, series: Series, events: Events, name: str, label: str
    ) -> tuple[Series, tuple[str, Exact] | None]:
        """Bring one value as near to the usual as it goes, by halves, down to a cent."""
        figure = self._figure(name)
        far, near = series[name][label], figure.usual
        if not isinstance(far, Fraction) or not isinstance(near, Fraction) or figure.fixed:
            return series, None
        step = figure.step or (_CENT if far > 1 or far < -1 else Fraction(1, 1000))
        while abs(far - near) > step:
            middle = near + ((far - near) / 2 // step) * step
            if middle in (near, far) or snap(figure, middle) != middle:
                break
            if self.differs({**series, name: {**series[name], label: middle}}, events):
                far = middle
            else:
                near = middle
        is_next = abs(far - near) <= step
        return {**series, name: {**series[name], label: far}}, (name, near) if is_next else None

    def _case(self, series: Series, events: Events, edge: tuple[str, Exact] | None) -> Case:
        found = self.differs(series, events)
        period = found[0][0]
        last = self.labels.index(period)
        for own in series.values():
            last = max([last, *(self.labels.index(label) for label in own)])
        shown = self.labels[: last + 1]
        figures = tuple(
            (name, tuple(own.get(label, self._figure(name).usual) for label in shown))
            for name, own in series.items()
        )
        usual = tuple((name, self._figure(name).usual) for name in self.names if name not in series)
        days = tuple((name, row.day) for name, rows in events.items() for row in rows)
        owed = tuple(each for label, each in found if label == period)
        return Case(period, shown, figures, usual, days, owed, edge)


def search(
    old: decl.Agreement, new: decl.Agreement, names: Mapping[str, str], runs: int = RUNS
) -> Search:
    """Return the data on which two versions part, or how much was tried."""
    return _Search(_Side(old, names), _Side(new, {}), runs).found()


def _spread(values: tuple[Any, ...], most: int) -> tuple[Any, ...]:
    """Return at most so many of the values, the first and the last among them."""
    if len(values) <= most:
        return values
    return tuple(values[place * (len(values) - 1) // (most - 1)] for place in range(most))


def _now(names: Mapping[str, str], name: str) -> str:
    return names.get(name, name)


def _takes(figure: Figure, value: Exact) -> bool:
    if not figure.is_number:
        return value in figure.words
    return isinstance(value, Fraction) and snap(figure, value) == value


def _amount(results: Mapping[str, Any], subject: str) -> Exact | None:
    """Return an amount: zero where a version knows nothing of it, None where it is unknown."""
    value = results.get(subject, Fraction(0))
    return value if isinstance(value, Fraction | int) else None


def _count(series: Series) -> int:
    return sum(len(own) for own in series.values())
