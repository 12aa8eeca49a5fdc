"""The scenario in which one party pays another most, computed a second time by the evaluator."""

from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.exact.run import Machine
from milestonelang.data.words import in_words
from milestonelang.driver.simulating.asking import Question
from milestonelang.driver.simulating.given import Prepared
from milestonelang.driver.simulating.leaving import Leaving
from milestonelang.simulation.draw import scenario
from milestonelang.simulation.measure import Amounts
from milestonelang.simulation.model import Chance, Scenario, Worst


@records.frozen
class Found:
    """The number of a scenario and the amount that was found for it."""

    number: int
    amount: Fraction

    @staticmethod
    def most(amounts: Amounts, first: int) -> "Found | None":
        """Return the first of the scenarios, which begin at *first*, that pays most."""
        import numpy

        places = numpy.arange(len(amounts.numbers))
        if amounts.known is not None:
            places = places[amounts.known]
        if not len(places):
            return None
        at = int(places[int(numpy.argmax(amounts.numbers[places]))])
        (number,) = amounts.numbers[at : at + 1].tolist()
        return Found(first + at, Fraction(number) / amounts.scale)


def inputs_of(
    prepared: Prepared, program: ir.Program, drawn: Scenario, plain: ir.Program | None = None
) -> ir.Inputs:
    """Return a scenario as the evaluator takes it, for the program of any course; *plain* is that
    of the course to the end."""
    count = len(program.periods)
    term = (plain or program).periods
    metrics: dict[str, tuple[ir.Exact | ir.Missing | ir.Nothing, ...]] = {
        each.name: (*values[:count], *(values[-1:] * (count - len(values))))
        for each in prepared.drawn
        for values in (drawn.figures[each.name],)
    }
    events: dict[str, tuple[ir.Happening, ...]] = {
        each.name: (
            ir.Happening(term[drawn.events[each.name]].end, amount_of(each, drawn), each.outcome),
        )
        for each in prepared.chances
        if each.name in drawn.events
    }
    if prepared.rows is None:
        return ir.Inputs(metrics, {}, events)
    places = [int(each) for each in drawn.figures[prepared.rows.drawn.name]]
    return ir.Inputs(metrics, {}, events, rows=prepared.rows.of(places, program.periods))


def amount_of(chance: Chance, drawn: Scenario) -> Fraction | None:
    """Return the amount of an event in a scenario, where it has one."""
    return None if chance.amount is None else Fraction(drawn.figures[chance.name][0])


@records.frozen(eq=False)
class Replay:
    """What scenarios are drawn and computed again with."""

    prepared: Prepared
    program: ir.Program
    seed: int
    leaving: Leaving | None = None


def replayed(again: Replay, asked: Question, found: Found) -> Worst:
    """Return the scenario as the evaluator computes it."""
    prepared, program, leaving = again.prepared, again.program, again.leaving
    rows = prepared.rows
    chances = (*prepared.chances, *(() if leaving is None else leaving.exits))
    drawn = scenario(prepared.everything, chances, program.term_periods, again.seed, found.number)
    notices = {name: drawn.events[name] for name in drawn.events if name in prepared.exit_names}
    drawn = records.evolve(
        drawn, events={name: at for name, at in drawn.events.items() if name not in notices}
    )
    events = []
    for each in prepared.chances:
        if each.name in drawn.events:
            own = amount_of(each, drawn)
            said_of = "" if own is None or each.amount is None else in_words(own, each.amount.type)
            label = program.periods[drawn.events[each.name]].label
            events.append((f"{each.name} {said_of}".rstrip(), label))
    ends = None
    if leaving is not None and notices:
        ends = leaving.ending(lambda course: inputs_of(prepared, course, drawn, program), notices)
    if leaving is None or ends is None:
        assert asked.id is not None
        results = Machine(program).run(inputs_of(prepared, program, drawn)).periods
        paid: list[tuple[str, Any]] = [
            (period.label, values[asked.id])
            for period, values in zip(program.periods, results, strict=True)
        ]
    else:
        (parts,) = leaving.parts(
            lambda course: inputs_of(prepared, course, drawn, program), ends, [asked]
        )
        paid = list(parts)
        events.append((f"{ends.exit} ends it", leaving.ends_in(ends)))
    amount = sum((Fraction(each) for _, each in paid), Fraction(0))
    if amount != found.amount:
        raise AssertionError(f"scenario {found.number}: {amount} is not {found.amount}")
    kinds = {each.name: each.type for each in prepared.drawn}

    def said(name: str, values: tuple[ir.Exact, ...]) -> tuple[str, ...]:
        if rows is not None and name == rows.drawn.name:
            return tuple(rows.label(int(each)) for each in values)
        return tuple(in_words(value, kinds[name]) for value in values)

    return Worst(
        " to ".join(asked.key[1:]),
        found.number,
        amount,
        tuple(
            (name, said(name, values[: len(paid)]))
            for name, values in drawn.figures.items()
            if name not in {each.name for each in prepared.amounts}
        ),
        tuple(events),
        tuple((label, Fraction(each)) for label, each in paid),
    )
