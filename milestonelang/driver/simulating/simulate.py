"""Simulate terms: draw figures, run the terms on all of them, measure what is paid.

In: checked terms, how many scenarios, a seed, past figures or how figures lie. Out: `Simulation`.
Promised: the same seed gives the same result on every machine; every payout is what the evaluator
gives for that scenario, to the cent; memory does not grow with the number of scenarios.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from milestonelang import ir, records, types
from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents.words_tables import known_figure
from milestonelang.data.words import in_words
from milestonelang.driver.batch.arrays import Total
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import compile_program
from milestonelang.driver.proving.problem import given_figures
from milestonelang.driver.simulating.asking import Asking, Flag, Question, asking_of, clause_of
from milestonelang.driver.simulating.even import levels_of
from milestonelang.driver.simulating.given import Prepared, Wanted, prepare
from milestonelang.driver.simulating.past_rows import amounts_of
from milestonelang.driver.simulating.reading import chance_words
from milestonelang.driver.simulating.running import Drawing, Ran, Runs, raised
from milestonelang.driver.simulating.worst import Found, Replay, replayed
from milestonelang.driver.terms import Checked
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.numbers import round_to
from milestonelang.simulation.draw import Columns
from milestonelang.simulation.measure import Amounts, Measure
from milestonelang.simulation.model import BreakEven, Moved, Often, Payout, Simulation
from milestonelang.types import RoundingMode

_NUMBERS = (types.Money, types.Percent, types.Number, types.Count, types.Quotient)
MOVED, MOVED_BY_EXACT = 10_000, 100  # scenarios by which it is told what moves a payout
_TENTH = Fraction(11, 10)
_WIDE = 6
SAFE = 1 << 62
NOTHING_SET: Mapping[str, ir.Exact] = {}


def simulate_terms(checked: Checked, wanted: Wanted) -> Simulation:
    """Return what the terms may come to; raises TermsError and InputError."""
    return _Simulating(prepare(checked, wanted), wanted).found()


class _Counted:
    """Counts in how many scenarios something is so, in any period and in each."""

    def __init__(self, flag: Flag, periods: int) -> None:
        self.flag = flag
        self.ever = self.unknown = 0
        self.by_period = [0] * periods

    def add(self, total: Total) -> None:
        """Take what a block of scenarios says."""
        is_so = total.numbers != 0
        known = total.known
        if known is not None:
            is_so &= known
            self.unknown += int((~is_so.any(axis=0) & ~known.all(axis=0)).sum())
        self.ever += int(is_so.any(axis=0).sum())
        for index, count in enumerate(is_so.sum(axis=1).tolist()):
            self.by_period[index] += count


class _Measured:
    """What is measured of one pass over all scenarios."""

    def __init__(self, asking: Asking, wide: int) -> None:
        program = asking.program
        self.asking, self.count = asking, len(asking.labels)
        self.ended: Counter[tuple[str, str]] = Counter()
        self.pairs = [Measure(wide, has_bars=True) for _ in asking.pairs]
        self.by_period = [[Measure(wide) for _ in range(self.count)] for _ in asking.pairs]
        self.clauses = [Measure(wide) for _ in asking.clauses]
        self.flags = [_Counted(each, program.term_periods) for each in asking.flags]
        self.left = Measure(wide)
        self.worst: list[Found | None] = [None] * len(asking.pairs)
        self.by_exact = 0

    def add(self, ran: Ran, signs: Sequence[int]) -> None:
        """Take a block of scenarios; *signs* say which pairs cost the payer, and which pay it."""
        totals = iter(ran.totals)
        self.by_exact += ran.by_exact
        self.ended.update(ran.ended)
        sums = []
        for index, measure in enumerate(self.pairs):
            rows = next(totals)
            whole = summed(rows)
            sums.append(whole)
            measure.add(whole)
            for place, each in enumerate(self.by_period[index]):
                known = None if rows.known is None else rows.known[place]
                each.add(Amounts(rows.numbers[place], rows.scale, known))
            found = Found.most(whole, ran.first)
            before = self.worst[index]
            if found is not None and (before is None or found.amount > before.amount):
                self.worst[index] = found
        for measure in self.clauses:
            total = next(totals)
            measure.add(Amounts(total.numbers, total.scale, total.known))
        for flag in self.flags:
            flag.add(next(totals))
        if self.asking.worth is not None:
            total = next(totals)
            self.left.add(left_of(Amounts(total.numbers, total.scale, total.known), sums, signs))

    @property
    def undecided(self) -> bool:
        """Whether some quantile is not known."""
        every = [*self.pairs, *self.clauses, self.left]
        for each in self.by_period:
            every += each
        return any(each.undecided for each in every)


class _Simulating:
    def __init__(self, prepared: Prepared, wanted: Wanted) -> None:
        self.prepared, self.wanted = prepared, wanted
        self.agreement = prepared.agreement
        self.currency = self.agreement.contract.currency
        self.leaving = prepared.leaving({}) if prepared.exits else None
        self.asking = asking_of(self.agreement, self._program({}), prepared.worth)
        if self.leaving is not None:
            self.asking = self.asking.with_courses(self.leaving.last_askings())
        self.program = self.asking.program
        self.term = self.program.term_periods
        payer = self.asking.pairs[0][0][0] if self.asking.pairs else ""
        self.signs = [
            0 if payer not in pair else 1 if pair[0] == payer else -1
            for pair, _ in self.asking.pairs
        ]

    def found(self) -> Simulation:
        """Return everything that is measured."""
        runs = self._runs(self.asking, self.asking.questions(), self.wanted.scenarios)
        measured = self._measured(runs)
        paying = [
            place for place, each in enumerate(measured.pairs) if each.count and not each.is_nothing
        ]
        slow = runs.why_not or self.leaving is not None
        moved_on = min(self.wanted.scenarios, MOVED_BY_EXACT if slow else MOVED)
        return Simulation(
            title=self.agreement.contract.title,
            currency=self.currency,
            scenarios=self.wanted.scenarios,
            seed=self.wanted.seed,
            periods=tuple(period.label for period in self.program.periods[: self.term]),
            drawn=(
                *((each.name, each.source) for each in self.prepared.drawn),
                *self._rows_drawn(),
                *((each.name, chance_words(each)) for each in self.prepared.chances),
                *self.prepared.exits_drawn(),
            ),
            pairs=tuple(self._pair(measured, place) for place in paying),
            clauses=tuple(self._clauses(measured)),
            often=tuple(self._often(measured)),
            worst=tuple(
                replayed(
                    Replay(self.prepared, self.program, self.wanted.seed, self.leaving),
                    self.asking.of_pairs(True)[place],
                    found,
                )
                for place in paying
                if (found := measured.worst[place]) is not None
            ),
            moved=tuple(self._moved(paying, moved_on)),
            moved_on=moved_on,
            break_even=self._break_even(measured),
            engine="exact" if runs.why_not else "kernel",
            by_exact=measured.by_exact,
            why_not=runs.why_not,
        )

    def _runs(
        self,
        asking: Asking,
        questions: Sequence[Question],
        scenarios: int,
        settings: Mapping[str, ir.Exact] = NOTHING_SET,
        raised: tuple[str, str] | None = None,
    ) -> Runs:
        prepared, leaving = self.prepared, self.leaving
        if leaving is not None and settings:
            leaving = prepared.leaving(settings)
        rows = prepared.rows_as(settings, raised)
        drawing = Drawing(
            prepared.drawn, prepared.chances, self.wanted.seed, scenarios, rows, leaving
        )
        return Runs(asking, questions, drawing)

    def _program(self, settings: Mapping[str, ir.Exact]) -> ir.Program:
        everything = {**self.prepared.settings, **settings}
        return compile_program(
            self.agreement,
            everything,
            frozenset(given_figures(self.agreement)) - everything.keys(),
            holidays_of(self.agreement),
        )

    def _rows_drawn(self) -> list[tuple[str, str]]:
        rows = self.prepared.rows
        return [] if rows is None else [(rows.drawn.name, rows.drawn.source)]

    # ---- what is measured

    def _measured(self, runs: Runs) -> _Measured:
        wide = _WIDE
        while True:
            measured = _Measured(self.asking, wide)
            for ran in runs.all():
                measured.add(ran, self.signs)
            if not measured.undecided:
                return measured
            wide *= 4

    def _pair(self, measured: _Measured, place: int) -> Payout:
        pair, _ = self.asking.pairs[place]
        periods = []
        for label, each in zip(self.asking.labels, measured.by_period[place], strict=True):
            found = each.spread(unit_of(self.currency))
            if found is not None and not each.is_nothing:
                periods.append((label, found))
        whole = measured.pairs[place]
        spread = whole.spread(unit_of(self.currency))
        assert spread is not None
        return Payout(between(pair), "", self.currency, spread, whole.bars(), tuple(periods))

    def _clauses(self, measured: _Measured) -> list[Payout]:
        found = []
        for each, measure in zip(self.asking.clauses, measured.clauses, strict=True):
            spread = measure.spread(unit_of(each.currency))
            if spread is not None:
                found.append(Payout(each.subject, each.clause, each.currency, spread))
        return found

    def _often(self, measured: _Measured) -> list[Often]:
        labels = [period.label for period in self.program.periods[: self.term]]
        count = self.wanted.scenarios
        found = []
        for each in measured.flags:
            if not each.ever and not each.unknown and each.flag.what == "is missed":
                continue
            shares = [Fraction(many, count) for many in each.by_period]
            found.append(
                Often(
                    each.flag.subject,
                    each.flag.clause,
                    each.flag.what,
                    Fraction(each.ever, count),
                    tuple(zip(labels, shares, strict=True)),
                    each.flag.lasts,
                    each.unknown,
                )
            )
        return found + self._ended(measured, labels)

    def _ended(self, measured: _Measured, labels: Sequence[str]) -> list[Often]:
        """Return how often each exit ended the agreement, and when."""
        found = []
        count = self.wanted.scenarios
        for each in self.prepared.exits:
            many = [measured.ended[each.name, label] for label in labels]
            shares = [
                (label, Fraction(one, count)) for label, one in zip(labels, many, strict=True)
            ]
            clause = clause_of(self.agreement, each.name)
            share = Fraction(sum(many), count)
            found.append(Often(each.name, clause, "ends the agreement", share, tuple(shares)))
        return found

    def _moved(self, paying: Sequence[int], scenarios: int) -> list[Moved]:
        """Return what a tenth more of each parameter and figure moves the means by."""
        asked = self.asking.of_pairs(False)
        runs = self._runs(self.asking, asked, scenarios)
        before = _means(runs, None)
        changed: list[tuple[str, str, list[Fraction]]] = []
        for name, value, more in self._parameters():
            declared = self.agreement.get(name, decl.Parameter)
            words = f"{in_words(value, declared.type)} to {in_words(more, declared.type)}"
            changed.append((name, words, self._means_of({name: more}, scenarios)))
        for each in (*self.prepared.drawn, *self.prepared.amounts):
            if not each.words and not isinstance(each.type, types.Date):
                after = _means(runs, _raising(each))
                changed.append((each.name, "each figure a tenth more", after))
        if self.prepared.rows is not None:
            for column in amounts_of(self.agreement, self.prepared.basis):
                means = _means(self._runs(self.asking, asked, scenarios, {}, column), None)
                changed.append((".".join(column), "each amount a tenth more", means))
        found = []
        unit = unit_of(self.currency)
        for place in paying:
            pair, _ = self.asking.pairs[place]
            rows = [
                Moved(
                    name,
                    words,
                    between(pair),
                    round_to(means[place] - before[place], unit, RoundingMode.HALF_UP),
                )
                for name, words, means in changed
            ]
            moving = [each for each in rows if each.by]
            found += sorted(moving, key=lambda each: (-abs(each.by), each.name))
        return found

    def _means_of(self, settings: Mapping[str, ir.Exact], scenarios: int) -> list[Fraction]:
        """Return the means of the same pairs of parties with parameters set otherwise."""
        program = self._program(settings)
        ids = {(each.payer, each.payee): each.payable for each in program.directions}
        pairs = tuple((pair, ids.get(pair)) for pair, _ in self.asking.pairs)
        asking = records.evolve(self.asking, program=program, pairs=pairs)
        return _means(self._runs(asking, asking.of_pairs(False), scenarios, settings), None)

    def _parameters(self) -> list[tuple[str, Fraction, Fraction]]:
        """Return the parameters that can be a tenth larger, with both values."""
        found = []
        for declared in self.agreement.of_kind(decl.Parameter):
            if declared.module is not None or not isinstance(declared.type, _NUMBERS):
                continue
            if len(declared.values) != 1 or declared.values[0].segments:
                continue
            value = known_figure(self.agreement, declared.values[0].value)
            own = self.prepared.settings.get(declared.name, value)
            if not isinstance(own, Fraction | int) or not own:
                continue
            more = own * _TENTH
            if declared.range is not None:
                more = min(more, declared.range.high)
            if more > own:
                found.append((declared.name, Fraction(own), more))
        return found

    def _break_even(self, measured: _Measured) -> BreakEven | None:
        worth = self.wanted.worth
        if worth is None or self.asking.worth is None:
            return None
        spread = measured.left.spread(unit_of(self.currency))
        if spread is None:
            return None
        asked = [*self.asking.of_pairs(False), self.asking.of_worth()]
        runs = self._runs(self.asking, asked, 1)

        def left(figures: Mapping[str, Any], count: int) -> list[Fraction | None]:
            totals = runs.to_the_end(Columns(figures, {}), count)
            *sums, whole = (Amounts(each.numbers, each.scale, each.known) for each in totals)
            found = left_of(whole, sums, self.signs)
            return Total(found.numbers, found.scale, found.known).amounts()

        losing = Fraction(measured.left.below_zero, measured.left.count)
        return BreakEven(worth, spread, losing, levels_of(self.prepared, self.term, left))


def summed(rows: Total) -> Amounts:
    """Return the sums over all periods."""
    numbers = rows.numbers
    if numbers.size and int(abs(numbers).max()) * len(numbers) >= SAFE:
        numbers = numbers.astype(object)
    known = None if rows.known is None else rows.known.all(axis=0)
    return Amounts(numbers.sum(axis=0), rows.scale, known)


def left_of(worth: Amounts, paid: Sequence[Amounts], signs: Sequence[int]) -> Amounts:
    """Return what is left of a worth after payments."""
    import numpy

    parts = [(worth, 1), *((each, -sign) for each, sign in zip(paid, signs, strict=True))]
    scale = lcm(*(each.scale for each, _ in parts))
    most = sum(
        int(abs(each.numbers).max()) * (scale // each.scale)
        for each, _ in parts
        if each.numbers.size
    )
    kind = object if most >= SAFE or worth.numbers.dtype == object else numpy.int64
    numbers = numpy.zeros(len(worth.numbers), kind)
    known = numpy.ones(len(numbers), bool)
    for each, sign in parts:
        numbers = numbers + each.numbers.astype(kind) * (sign * (scale // each.scale))
        if each.known is not None:
            known &= each.known
    return Amounts(numbers, scale, known)


def unit_of(currency: str) -> Fraction:
    """Return the smallest amount of a currency."""
    return Fraction(1, 10 ** (minor_units(currency) or 0))


def between(pair: tuple[str, str]) -> str:
    """Return who pays whom, in words."""
    return f"{pair[0]} to {pair[1]}"


def _raising(drawn: Any) -> Callable[[Columns], Columns]:
    def raise_(before: Columns) -> Columns:
        more = raised(drawn, before.figures[drawn.name])
        return Columns({**before.figures, drawn.name: more}, before.events)

    return raise_


def _means(runs: Runs, alter: Callable[[Columns], Columns] | None) -> list[Fraction]:
    measures = [Measure() for _ in runs.questions]
    for ran in runs.all(alter):
        for measure, each in zip(measures, ran.totals, strict=True):
            measure.add(Amounts(each.numbers, each.scale, each.known))
    return [each.mean for each in measures]
