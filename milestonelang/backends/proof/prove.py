"""Decide a claim with the solver: one period from any state first, then the whole term.

In: a claim about a program, the facts of its calendar, how much work may be done. Out: a finding;
where the solver finds data that the encoding allows, the case, which the caller replays. Promised:
what is proved holds of every run of the evaluator, since every run is among what is encoded; the
same budget gives the same answer on every machine, since it counts steps of the solver and no time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

from milestonelang import records
from milestonelang.backends.proof.algebra import PRODUCTS, Algebra
from milestonelang.backends.proof.check import roots_of
from milestonelang.backends.proof.encode import (
    Encoder,
    Pins,
    Space,
    StateBounds,
    Unencodable,
)
from milestonelang.backends.proof.kinds import kinds_of
from milestonelang.backends.proof.model import (
    Bounded,
    Case,
    Change,
    Claim,
    Compared,
    Finding,
    Holds,
    Outcome,
    Problem,
    Reach,
)
from milestonelang.backends.proof.operations import encoder_of
from milestonelang.backends.proof.products import missing
from milestonelang.backends.proof.slicing import needed
from milestonelang.backends.proof.state_bounds import state_bounds
from milestonelang.backends.proof.symbols import ZERO, Sym, constant
from milestonelang.backends.proof.terms import Model, Terms
from milestonelang.backends.proof.violating import beyond, differs, reached, relation
from milestonelang.backends.proof.witness import case_of
from milestonelang.primitives.periods import window_key
from milestonelang.types import Unit

ANY_STATE_WORK = 2_000_000
TERM_WORK = 6_000_000
CENT_WORK = 1_000_000
PINNED_WORK = 400_000
ATTEMPTS = (3, 3, 1)  # the parts of the work that are spent on one choice after the other


@records.frozen
class Effort:
    """How much the solver may do: a multiple of the usual work, and the seed of its choices."""

    budget: int = 1
    seed: int = 0


PLACES = 6  # at which products are looked at again
SHARES = (1, 2, 5, 10, 20)  # times what a figure moves by: what of a product may move with it


@records.frozen(eq=False)
class Answer:
    """A finding, and the cases in which the encoding says that the claim is false.

    *has_products*: a product or a quotient was not followed exactly, which it is of fixed figures.
    """

    finding: Finding
    cases: tuple[Case, ...] = ()
    has_products: bool = False


def decide(
    problem: Problem, claim: Claim, facts_of: Sequence[tuple[Any, ...]], effort: Effort
) -> Answer:
    """Return what the solver has to say of a claim."""
    with closing(_Deciding(problem, claim, facts_of, effort)) as deciding:
        return deciding.answer()


def unrolled(
    problem: Problem, claim: Claim, facts_of: Sequence[tuple[Any, ...]], effort: Effort
) -> Answer:
    """Return what all periods of the term say to the cent, whatever one period says."""
    with closing(_Deciding(problem, claim, facts_of, effort)) as deciding:
        deciding.work = CENT_WORK
        return deciding.answer(only_to_the_cent=True)


def pinned(
    problem: Problem,
    claim: Claim,
    facts_of: Sequence[tuple[Any, ...]],
    effort: Effort,
    case: Case,
) -> Iterator[Case]:
    """Yield cases near one that the evaluator did not confirm: with some of its figures fixed.

    A product of two figures is exact once one of them is a number.
    """
    numbers = [each.name for each in problem.figures if each.is_number]
    for name in numbers:
        pins: Pins = {(name, index): value for index, value in enumerate(case.figures[name])}
        altered = case.altered
        if altered is not None and altered.figure == name:
            pins |= {(name, -1 - index): value for index, value in altered.values}
        only = None if altered is None else altered.values[0][0]
        with closing(_Deciding(problem, claim, facts_of, effort, pins, only)) as trying:
            try:
                trying.whole_term_to_the_cent()
            except _Sat as found:
                yield from found.cases
            except (_GaveUp, Unencodable):
                continue


def by_bounds(
    problem: Problem,
    claim: Bounded,
    facts_of: Sequence[tuple[Any, ...]],
    effort: Effort,
    work: int,
) -> bool:
    """Return whether bounds alone prove a claim, of all periods of the term and with that work."""
    with closing(_Deciding(problem, claim, facts_of, effort)) as deciding:
        deciding.work = work
        return deciding.by_bounds()


class _Sat(Exception):
    """The solver found data; it says whether the data can be trusted to be a case."""

    def __init__(self, cases: Sequence[Case]) -> None:
        super().__init__("sat")
        self.cases = cases


class _GaveUp(Exception):
    """The solver used up its work."""


class _Deciding:
    def __init__(
        self,
        problem: Problem,
        claim: Claim,
        facts_of: Sequence[tuple[Any, ...]],
        effort: Effort,
        pins: Pins | None = None,
        only: int | None = None,
    ) -> None:
        self.problem, self.claim, self.facts_of = problem, claim, facts_of
        self.effort = effort
        self.terms = Terms()
        self.program = problem.program
        self.needed = needed(self.program, (*roots_of(claim), *problem.assumed))
        self.tried: list[str] = []
        self.loose: dict[str, None] = {}
        self.cases: list[Case] = []
        self.pins = pins or {}
        self.only = only
        self.bounds: StateBounds | None = None
        self.work = TERM_WORK if pins is None else PINNED_WORK

    def close(self) -> None:
        """Let go of all that the solver was told."""
        self.terms.close()

    def answer(self, only_to_the_cent: bool = False) -> Answer:
        """Try one way after the other; the first that proves it, or finds a case, answers."""
        ways = self._ways()[-1:] if only_to_the_cent else self._ways()
        try:
            for outcome, words, way in ways:
                if self._try(words, way):
                    return Answer(Finding(outcome, words))
        except Unencodable as error:
            self.tried.append(f"{error} is not encoded")
        undecided = Finding(Outcome.UNDECIDED, self._what_was_tried())
        return Answer(undecided, tuple(self.cases), not PRODUCTS.isdisjoint(self.loose))

    def whole_term_to_the_cent(self) -> None:
        """Look for a case in all periods, with every rounding as it is."""
        self._whole_term(True)

    def by_bounds(self) -> bool:
        """Return whether bounds alone prove it."""
        try:
            self._whole_term(False, free=True)
        except (_Sat, _GaveUp, Unencodable):
            return False
        return True

    def _ways(self) -> list[tuple[Outcome, str, Callable[[], None]]]:
        one, term = Outcome.PROVED, Outcome.PROVED_FOR_TERM
        step = "one period from any state"
        all_of_them = "all periods of the term"
        found: list[tuple[Outcome, str, Callable[[], None]]] = []
        if self._speaks_of_a_period():
            found.append((one, step, lambda: self._one_period(False)))
            found.append((one, f"{step}, to the cent", lambda: self._one_period(True)))
        if not isinstance(self.claim, Compared | Reach):
            bounds = f"{all_of_them}, by bounds alone"
            found.append((term, bounds, lambda: self._whole_term(False, free=True)))
        found.append((term, all_of_them, lambda: self._whole_term(False)))
        found.append((term, f"{all_of_them}, to the cent", lambda: self._whole_term(True)))
        return found

    def _try(self, words: str, way: Callable[[], None]) -> bool:
        try:
            way()
        except _Sat as found:
            self.tried.append(words)
            self.cases[:0] = found.cases
            return False
        except _GaveUp:
            self.tried.append(f"{words} (the budget was used up)")
            return False
        return True

    def _what_was_tried(self) -> str:
        tried = f"tried: {'; '.join(self.tried)}"
        if not self.loose:
            return tried
        return f"{tried}; not followed exactly: {', '.join(self.loose)}"

    # ---- one period

    def _speaks_of_a_period(self) -> bool:
        match self.claim:
            case Holds():
                return True
            case Bounded(window=window):
                return window is Unit.PERIOD
            case Compared(total=total, figure=name, change=change):
                figure = next(each for each in self.problem.figures if each.name == name)
                return not total and not figure.fixed and change is not Change.LATER
            case Reach():
                return False

    def _one_period(self, exact: bool) -> None:
        if self.bounds is None:
            kinds = kinds_of(self.program, self.needed, self.facts_of)
            self.bounds = state_bounds(self.problem, self.needed, self.facts_of, kinds)
        for index in kinds_of(self.program, self.needed, self.facts_of, self.problem.since):
            space = Space(Algebra(exact, terms=self.terms), self.problem, self.pins)
            encoder = encoder_of(space, self.program, self.needed, self.facts_of, self.bounds)
            encoder.period(index)
            runs = [encoder]
            if isinstance(self.claim, Compared):
                second, between = self._changed(encoder, index)
                second.period(index)
                space.algebra.assume(between)
                runs.append(second)
            violated = self._violated(runs, index)
            self._check(space, runs, [index], violated, ANY_STATE_WORK)

    # ---- the whole term

    def _whole_term(self, exact: bool, free: bool = False) -> None:
        if isinstance(self.claim, Compared):
            self._whole_pairs(self.claim, exact)
            return
        space = Space(Algebra(exact, free, self.terms), self.problem, self.pins)
        encoder = encoder_of(space, self.program, self.needed, self.facts_of)
        periods = range(len(self.program.periods))
        if isinstance(self.claim, Bounded):
            self._windows(space, encoder, self.claim)
            return
        if isinstance(self.claim, Reach):
            for index in periods:
                encoder.period(index)
            found = reached(encoder, self.claim, len(self.program.periods))
            self._check(space, [encoder], periods, found, self._work(space))
            return
        for index in periods:
            encoder.period(index)
            if index >= self.problem.since:
                violated = self._violated([encoder], index)
                self._check(space, [encoder], range(index + 1), violated, self._work(space))

    def _work(self, space: Space) -> int:
        # Two whole runs to the cent are seldom decided, with however much work.
        is_hard = space.algebra.exact and isinstance(self.claim, Compared)
        return min(self.work, CENT_WORK) if is_hard else self.work

    def _changing(self) -> Sequence[int]:
        """Return the periods in which the figure of a comparison may differ."""
        assert isinstance(self.claim, Compared)
        if self.only is not None:
            return (self.only,)
        first = 0 if self.claim.total else self.problem.since
        return range(first, self.program.term_periods)

    def _windows(self, space: Space, encoder: Encoder, claim: Bounded) -> None:
        algebra = space.algebra
        sums: dict[int, list[Sym]] = {}
        periods = self.program.periods
        keys = [window_key(claim.window, each) for each in periods]
        for index, key in enumerate(keys):
            now = encoder.period(index)
            sums.setdefault(key, []).append(now[claim.amount])
            if key in keys[index + 1 :] or index < self.problem.since:
                continue
            total = algebra.add(sums[key])
            limit: Sym = now[claim.limit]
            within: Sym = constant(ZERO) if claim.within is None else now[claim.within]
            violated = beyond(algebra, claim, total, limit, within)
            self._check(space, [encoder], range(index + 1), violated, self._work(space))

    def _whole_pairs(self, claim: Compared, exact: bool) -> None:
        """Compare two whole runs that differ in one period (a parameter: throughout).

        The first run is the same whichever period it is, and is encoded once.
        """
        figure = next(each for each in self.problem.figures if each.name == claim.figure)
        space = Space(Algebra(exact, terms=self.terms), self.problem, self.pins)
        encoder = encoder_of(space, self.program, self.needed, self.facts_of)
        count = len(self.program.periods)
        for index in self._changing():
            if figure.fixed and index:
                return
            if claim.change is Change.LATER and index + 1 >= self.program.term_periods:
                return
            last = count if claim.total or figure.fixed else index + 1
            for each in range(len(encoder.values), last):
                encoder.period(each)
            self._whole_pair(encoder.forked(), index, last)

    def _whole_pair(self, encoder: Encoder, index: int, last: int) -> None:
        second, between = self._changed(encoder, index)
        for each in range(index, last):
            second.period(each)
        space = encoder.space
        space.algebra.assume(between)
        violated = self._violated([encoder, second], index)
        self._check(space, [encoder, second], range(last), violated, self._work(space))

    def _changed(self, encoder: Encoder, index: int) -> tuple[Encoder, Any]:
        """Return the second run, and what stands between its figure and the first's."""
        claim = self.claim
        assert isinstance(claim, Compared)
        space, algebra = encoder.space, encoder.algebra
        if claim.change is Change.SHARE and claim.by is not None:
            algebra.shares = tuple(claim.by * times for times in SHARES)
        ends = (claim.lowest, claim.highest)
        algebra.distances = tuple(dict.fromkeys(abs(each) for each in ends if each))
        before = space.figure(claim.figure, index)
        after = space.another(claim.figure, -1 - index)
        figure = space.figures[claim.figure]
        changed = {(claim.figure, index): after}
        if figure.fixed:
            changed = {(claim.figure, each): after for each in range(len(self.program.periods))}
        between = relation(algebra, claim, before, after)
        if claim.change is Change.LATER:
            later, more = (
                space.figure(claim.figure, index + 1),
                space.another(claim.figure, -2 - index),
            )
            changed[claim.figure, index + 1] = more
            moved = algebra.equal(algebra.add((before, later)), algebra.add((after, more)))
            between = algebra.both(between, moved)
        return encoder.second(changed), between

    # ---- what would violate it

    def _violated(self, runs: Sequence[Encoder], index: int) -> Any:
        first = runs[0]
        algebra, now = first.algebra, first.values[index]
        match self.claim:
            case Holds(condition):
                holds: Sym = now[condition]
                return algebra.both(holds.ok, algebra.negated(holds.e))
            case Bounded() as claim:
                within: Sym = constant(ZERO) if claim.within is None else now[claim.within]
                return beyond(algebra, claim, now[claim.amount], now[claim.limit], within)
            case Compared() as claim:
                return differs(runs, claim, index)
            case Reach():
                raise ValueError("what is to be reached is asked of the whole term")

    def _check(
        self,
        space: Space,
        runs: Sequence[Encoder],
        periods: Sequence[int],
        violated: Any,
        work: int,
    ) -> None:
        """Return where nothing violates the claim; raises `_Sat` or `_GaveUp` otherwise."""
        algebra = space.algebra
        self.loose.update(algebra.loose)
        if violated is False:
            return
        asked = [algebra.term(violated)]
        for run in runs:
            for index in periods:
                for id in self.problem.assumed:
                    each: Sym = run.values[index][id]
                    asked.append(algebra.term(algebra.either(algebra.negated(each.ok), each.e)))
        model = self._model(algebra, asked, work)
        cases: list[Case | None] = []
        for _ in range(PLACES):
            if model is None:
                return
            cases.insert(0, case_of(space, runs, self.claim, model))
            facts = missing(algebra, model)
            if not facts:
                break
            asked += facts
            try:
                model = self._model(algebra, asked, work)
            except _GaveUp:
                break
        if model is None:
            return
        is_worth_it = algebra.exact or isinstance(self.claim, Compared)
        steps = space.on_steps() if is_worth_it else []
        if steps:
            # Between two steps of its range a figure may do what it never does on one.
            try:
                model = self._model(algebra, [*asked, *steps], min(work, CENT_WORK))
            except _GaveUp:
                model = None
            else:
                if model is None:
                    return
                cases.insert(0, case_of(space, runs, self.claim, model))
        raise _Sat([each for each in cases if each is not None])

    def _model(self, algebra: Algebra, asked: Sequence[Any], work: int) -> Model | None:
        """Return a model of what is asked, None where there is none; raises `_GaveUp`.

        A few choices of the solver are tried: what one of them does not find for long another one
        often finds at once.
        """
        import z3

        for attempt, share in enumerate(ATTEMPTS):
            solver = algebra.solver()
            solver.set("rlimit", work * self.effort.budget // share)
            solver.set("random_seed", self.effort.seed + attempt)
            solver.add(*asked)
            found = solver.check()
            if found == z3.unsat:
                return None
            if found == z3.sat:
                return solver.model()
        raise _GaveUp
