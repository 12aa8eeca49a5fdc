"""Simulate terms: draw figures, run the evaluator, measure what is paid.

In: checked terms, how many scenarios, a seed, past figures or how figures lie. Out: `Simulation`.
Promised: the same seed gives the same result on every machine; every payout is what the evaluator
gives for that scenario, to the cent.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records, types
from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents.words_tables import known_figure
from milestonelang.data.words import in_words
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import compile_program
from milestonelang.driver.proving.problem import Runner, given_figures
from milestonelang.driver.simulating.given import Prepared, Wanted, chance_words, prepare
from milestonelang.driver.terms import Checked
from milestonelang.outline.outline import outline
from milestonelang.simulation.draw import on_step, scenario
from milestonelang.simulation.measure import bars, mean, spread
from milestonelang.simulation.model import (
    BreakEven,
    Drawn,
    Moved,
    Payout,
    Scenario,
    Simulation,
    Worst,
)
from milestonelang.types import Money

_NUMBERS = (types.Money, types.Percent, types.Number, types.Count, types.Quotient)
_MOVED = 100  # scenarios by which it is told what moves a payout
_TENTH = Fraction(11, 10)
_LEVELS = 40


def simulate_terms(checked: Checked, wanted: Wanted) -> Simulation:
    """Return what the terms may come to; raises TermsError and InputError."""
    return _Simulating(prepare(checked, wanted), wanted).found()


@records.frozen(eq=False)
class _Paid:
    """What one scenario pays: by pair of parties, by clause, and what it is worth."""

    pairs: dict[tuple[str, str], Fraction | None]
    clauses: dict[str, Fraction | None]
    worth: Fraction | None


class _Simulating:
    def __init__(self, prepared: Prepared, wanted: Wanted) -> None:
        self.prepared, self.wanted = prepared, wanted
        self.agreement = prepared.agreement
        self.program = self._program({})
        self.term = self.program.term_periods
        self.count = len(self.program.periods)

    def found(self) -> Simulation:
        """Return everything that is measured."""
        scenarios = [self._scenario(number) for number in range(self.wanted.scenarios)]
        paid = self._run(self.program, scenarios)
        pairs = [pair for pair in paid[0].pairs if any(each.pairs[pair] != 0 for each in paid)]
        places = outline(self.agreement)
        clauses = [
            Payout(
                name,
                places.number(self.agreement.declarations[name].id),
                found,
            )
            for name in paid[0].clauses
            if (found := spread([each.clauses[name] for each in paid])) is not None
        ]
        return Simulation(
            title=self.agreement.contract.title,
            currency=self.agreement.contract.currency,
            scenarios=self.wanted.scenarios,
            seed=self.wanted.seed,
            periods=tuple(period.label for period in self.program.periods[: self.term]),
            drawn=(
                *((each.name, each.source) for each in self.prepared.drawn),
                *((each.name, chance_words(each.share)) for each in self.prepared.chances),
            ),
            pairs=tuple(
                Payout(_between(pair), "", found, bars([each.pairs[pair] for each in paid]))
                for pair in pairs
                if (found := spread([each.pairs[pair] for each in paid])) is not None
            ),
            clauses=tuple(clauses),
            worst=tuple(self._worst(pair, scenarios, paid) for pair in pairs),
            moved=tuple(self._moved(pairs, scenarios[:_MOVED], paid[:_MOVED])),
            break_even=self._break_even(paid),
            engine="exact",
        )

    # ---- scenarios and runs

    def _scenario(self, number: int) -> Scenario:
        return scenario(
            self.prepared.drawn, self.prepared.chances, self.term, self.wanted.seed, number
        )

    def _program(self, settings: Mapping[str, ir.Exact]) -> ir.Program:
        return compile_program(
            self.agreement,
            dict(settings),
            frozenset(given_figures(self.agreement)),
            holidays_of(self.agreement),
        )

    def _run(self, program: ir.Program, scenarios: Sequence[Scenario]) -> list[_Paid]:
        runner = Runner(program)
        return [self._one(runner, program, each) for each in scenarios]

    def _one(self, runner: Runner, program: ir.Program, drawn: Scenario) -> _Paid:
        after = self.count - self.term
        metrics: dict[str, tuple[ir.Exact | ir.Missing, ...]] = {
            name: (*values, *(values[-1:] * after)) for name, values in drawn.figures.items()
        }
        outcomes = {each.name: each.outcome for each in self.prepared.chances}
        events: dict[str, tuple[ir.Happening, ...]] = {
            name: (ir.Happening(program.periods[index].end, None, outcomes[name]),)
            for name, index in drawn.events.items()
        }
        prepared, state = runner.prepared(ir.Inputs(metrics, {}, events)), runner.initial
        results: list[tuple[Any, ...]] = []
        for index in range(self.count):
            values, state = runner.step(state, prepared, index)
            results.append(values)
        milestones = [
            (each.milestone, each.entitled)
            for each in program.milestones
            if each.entitled is not None and each.in_money
        ]
        payments = [
            (each.payment, each.entitled)
            for each in program.payments
            if isinstance(program.values[each.entitled].type, Money)
        ]
        worth = self.prepared.worth
        return _Paid(
            pairs={
                (each.payer, each.payee): _total(results, each.payable)
                for each in program.directions
            },
            clauses={name: _total(results, id) for name, id in (*payments, *milestones)},
            worth=None if worth is None else _total(results[: self.term], program.named[worth]),
        )

    # ---- what is measured

    def _worst(
        self, pair: tuple[str, str], scenarios: Sequence[Scenario], paid: Sequence[_Paid]
    ) -> Worst:
        amounts = [each.pairs[pair] for each in paid]
        number = max(range(len(paid)), key=lambda each: (amounts[each] or Fraction(0), -each))
        kinds = {each.name: each.type for each in self.prepared.drawn}
        figures = tuple(
            (name, tuple(in_words(value, kinds[name]) for value in values))
            for name, values in scenarios[number].figures.items()
        )
        return Worst(_between(pair), number, amounts[number] or Fraction(0), figures)

    def _moved(
        self,
        pairs: Sequence[tuple[str, str]],
        scenarios: Sequence[Scenario],
        paid: Sequence[_Paid],
    ) -> list[Moved]:
        changed: list[tuple[str, str, Sequence[_Paid]]] = []
        for name, before, after in self._parameters():
            declared = self.agreement.get(name, decl.Parameter)
            words = f"{in_words(before, declared.type)} to {in_words(after, declared.type)}"
            changed.append((name, words, self._run(self._program({name: after}), scenarios)))
        for each in self.prepared.drawn:
            if each.words:
                continue
            more = [_more(each, drawn) for drawn in scenarios]
            changed.append((each.name, "each figure a tenth more", self._run(self.program, more)))
        found = []
        for pair in pairs:
            before_all = _mean([each.pairs[pair] for each in paid])
            rows = [
                Moved(
                    name,
                    words,
                    _between(pair),
                    _mean([each.pairs[pair] for each in run]) - before_all,
                )
                for name, words, run in changed
            ]
            moving = [each for each in rows if each.by]
            found += sorted(moving, key=lambda each: (-abs(each.by), each.name))
        return found

    def _parameters(self) -> list[tuple[str, Fraction, Fraction]]:
        """Return the parameters that can be a tenth larger, with both values."""
        found = []
        for declared in self.agreement.of_kind(decl.Parameter):
            if declared.module is not None or not isinstance(declared.type, _NUMBERS):
                continue
            if len(declared.values) != 1 or declared.values[0].segments:
                continue
            value = known_figure(self.agreement, declared.values[0].value)
            if not value:
                continue
            more = value * _TENTH
            if declared.range is not None:
                more = min(more, declared.range.high)
            if more > value:
                found.append((declared.name, value, more))
        return found

    def _break_even(self, paid: Sequence[_Paid]) -> BreakEven | None:
        if self.wanted.worth is None:
            return None
        left = [self._left(each) for each in paid]
        measured = spread(left)
        if measured is None:
            return None
        losing = sum(each < 0 for each in left if each is not None)
        levels = []
        for each in self.prepared.drawn:
            if isinstance(each.type, Money) and not each.words:
                level = self._level(each)
                if level is not None:
                    levels.append((each.name, in_words(level, each.type)))
        known = sum(each is not None for each in left)
        return BreakEven(self.wanted.worth, measured, Fraction(losing, known), tuple(levels))

    def _left(self, paid: _Paid) -> Fraction | None:
        """Return what a scenario is worth, less what the payer pays on balance."""
        if paid.worth is None or None in paid.pairs.values():
            return None
        payer = self.agreement.of_kind(decl.Payment)[0].payer
        amounts = [
            (amount or Fraction(0)) * (1 if pair[0] == payer else -1)
            for pair, amount in paid.pairs.items()
            if payer in pair
        ]
        return paid.worth - sum(amounts, Fraction(0))

    def _level(self, drawn: Drawn) -> Fraction | None:
        """Return the lowest level, the same in every period, from which on nothing is lost."""
        low, high = self.prepared.spans[drawn.name]
        usual = {
            each.name: (self.prepared.usual[each.name],) * self.term for each in self.prepared.drawn
        }
        found: Fraction | None = None
        for place in range(_LEVELS, -1, -1):
            level = on_step(drawn, low + (high - low) * place / _LEVELS)
            figures = {**usual, drawn.name: (level,) * self.term}
            (paid,) = self._run(self.program, [Scenario(figures, {})])
            left = self._left(paid)
            if left is None or left < 0:
                return found
            found = level
        return found


def _more(drawn: Drawn, before: Scenario) -> Scenario:
    """Return a scenario with one figure a tenth larger, within its range."""
    values = tuple(
        on_step(drawn, min(value + abs(value) / 10, drawn.high))
        if isinstance(value, Fraction)
        else value
        for value in before.figures[drawn.name]
    )
    return Scenario({**before.figures, drawn.name: values}, before.events)


def _total(results: Sequence[tuple[Any, ...]], id: ir.ValueId) -> Fraction | None:
    amounts = [each[id] for each in results]
    if any(not isinstance(each, Fraction | int) for each in amounts):
        return None
    return sum((Fraction(each) for each in amounts), Fraction(0))


def _mean(amounts: Sequence[Fraction | None]) -> Fraction:
    known = [each for each in amounts if each is not None]
    return mean(known) if known else Fraction(0)


def _between(pair: tuple[str, str]) -> str:
    return f"{pair[0]} to {pair[1]}"
