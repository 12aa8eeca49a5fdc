"""Decide every guarantee of an agreement: the work itself, as the child process does it.

In: a checked agreement, how much work may be done. Out: a finding for each property, in their
order. Nothing is put into words here.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.assumed import is_possible
from milestonelang.backends.proof.divided_rows import case_of_divided
from milestonelang.backends.proof.model import Bounded, Claim, Finding, Outcome, Problem, Reach
from milestonelang.backends.proof.prove import Effort
from milestonelang.backends.proof.row_cases import usual_runs
from milestonelang.backends.proof.settle import (
    SHRINKING_ROWS,
    by_rows,
    settle,
)
from milestonelang.driver.life.courses import endings, is_of_the_day, rests_on_the_notice
from milestonelang.driver.proving.problem import (
    NotClaimed,
    as_under,
    claims_of,
    problem_of,
    varied_of,
)
from milestonelang.driver.proving.rowed import RowedClaim, moves_rows, reads_rows, rowed_claim
from milestonelang.driver.proving.same_rows import of_same_rows
from milestonelang.driver.proving.screening import tools
from milestonelang.driver.proving.structure import by_structure
from milestonelang.driver.proving.versions import NO_VERSIONS, Versions, problem_of_both
from milestonelang.lowering.claims import EVERY_MILESTONE, EVERY_TRIGGER, SPLITTING
from milestonelang.types import Unit

_WEIGHT = (Outcome.PROVED, Outcome.PROVED_FOR_TERM, Outcome.UNDECIDED, Outcome.VIOLATED)
_VOID = "no data within the ranges keep to all that is assumed, so that it would say nothing"


@records.frozen
class Decided:
    """What was found of one property: the guarantee, its position, and the finding."""

    guarantee: str
    position: int
    finding: Finding


def guarantees_of(agreement: decl.Agreement) -> tuple[decl.Guarantee, ...]:
    """Return what is to be proved."""
    return tuple(
        item for item in agreement.of_kind(decl.Guarantee) if item.claim is decl.Claim.GUARANTEE
    )


def decide_all(
    agreement: decl.Agreement, effort: Effort, begin: int = 0, versions: Versions = NO_VERSIONS
) -> Iterator[Decided]:
    """Yield a finding for each property, as soon as it is there; not for the first *begin*.

    *versions* are the other terms that properties compare with.
    """
    deciding = _Deciding(agreement, versions, effort)
    asked = (
        (guarantee, position, item)
        for guarantee in guarantees_of(agreement)
        for position, item in enumerate(guarantee.properties)
    )
    for guarantee, position, item in islice(asked, begin, None):
        yield Decided(guarantee.name, position, deciding.finding(guarantee, position, item))


@records.frozen(eq=False)
class _Rows:
    """How rows are looked for. *is_read*: the claim rests on rows that no figure stands for."""

    rowed: Callable[[], RowedClaim | None]
    is_read: bool


class _Deciding:
    """The problems of an agreement by course, each made once."""

    def __init__(self, agreement: decl.Agreement, versions: Versions, effort: Effort) -> None:
        self.agreement, self.versions, self.effort = agreement, versions, effort
        self.endings = endings(agreement)
        self.tools = tools()
        self.problems: dict[tuple[int, tuple[str, ...]], Problem] = {}
        self.rowed: dict[tuple[str, ...], Problem] = {}
        self.void: bool | None = None

    def finding(self, guarantee: decl.Guarantee, position: int, item: decl.Property) -> Finding:
        """Return what is known of a property."""
        known = by_structure(self.agreement, item)
        if known is not None and (item.form, known.outcome) != (SPLITTING, Outcome.UNDECIDED):
            return known
        if self._is_void():
            return Finding(Outcome.UNDECIDED, _VOID)
        if known is not None:
            return self._divided(guarantee, position, item.names[0], known)
        try:
            return self._decided(guarantee, position, item)
        except NotClaimed as error:
            return Finding(Outcome.UNDECIDED, str(error))

    def _divided(
        self, guarantee: decl.Guarantee, position: int, source: str, known: Finding
    ) -> Finding:
        """Look for a row that pays more as two, where the declarations leave it open."""
        problem = self._on_rows(())
        plan = _plan(problem, guarantee.name, position)
        runs = usual_runs(problem) // 2 * self.effort.budget
        for _, amount in plan.flows:
            claim = Bounded(amount, Unit.TERM, True, plan.bounds[0])
            rowed = RowedClaim(self.agreement, problem, claim)
            if any(each.name == source for each in rowed.sources):
                case = case_of_divided(rowed, self.tools, source, runs, SHRINKING_ROWS)
                if case is not None:
                    return Finding(Outcome.VIOLATED, "found by trying rows", case)
        how = f"{known.how}; {runs} runs with a row divided found no case"
        return Finding(Outcome.UNDECIDED, how)

    def _on_rows(self, varied: tuple[str, ...]) -> Problem:
        """Return the problem in which figures over rows are computed from rows."""
        if varied not in self.rowed:
            self.rowed[varied] = problem_of(self.agreement, None, varied, on_rows=True)
        return self.rowed[varied]

    def _is_void(self) -> bool:
        """Whether no data keep to what is assumed, of which anything would be proved."""
        if self.void is None:
            problem = self._problems(())[0]
            facts = self.tools.facts_of(problem.program) if problem.assumed else ()
            self.void = not is_possible(problem, facts, self.effort)
        return self.void

    def _decided(self, guarantee: decl.Guarantee, position: int, item: decl.Property) -> Finding:
        key = (guarantee.name, position)
        varied = varied_of(self.agreement, guarantee, item)
        problems = self._problems(varied)
        if key in self.versions:
            problems = self._with_other(key, varied, problems)
        courses = [(problem, self._claims(problem, *key, item)) for problem in problems]
        found: list[Finding] = []
        for index, claim in enumerate(courses[0][1]):
            same = [(problem, claims[index]) for problem, claims in courses]
            rows = self._rows(key, varied, item, index, same[0])
            one = self._follows(key, item, same) or self._in_every_course(same, claim, rows)
            one = self._of_same_rows(*same[0], one, rows)
            if item.form in (EVERY_TRIGGER, EVERY_MILESTONE):
                which = _plan(courses[0][0], *key).flows[index][0]
                one = records.evolve(one, how=f"`{which}`: {one.how}")
            found.append(one)
        if not found:
            return Finding(Outcome.PROVED, "there is nothing that it could be false of")
        return max(found, key=lambda each: _WEIGHT.index(each.outcome))

    def _rows(
        self,
        key: tuple[str, int],
        varied: tuple[str, ...],
        item: decl.Property,
        index: int,
        course: tuple[Problem, Claim],
    ) -> "_Rows | None":
        """Return the way to look for rows; none where a claim is about two versions."""
        if key in self.versions or not self.agreement.of_kind(decl.Source):
            return None

        def rowed() -> RowedClaim | None:
            problem = self._on_rows(varied)
            return rowed_claim(self.agreement, problem, self._claims(problem, *key, item)[index])

        return _Rows(rowed, reads_rows(*course))

    def _of_same_rows(
        self, problem: Problem, claim: Claim, found: Finding, rows: "_Rows | None"
    ) -> Finding:
        """A case that takes figures of the same rows apart shows nothing; one with rows may."""
        if found.case is None or found.case.brought is not None:
            return found
        same = of_same_rows(self.agreement, problem, claim, found.case)
        if same is None:
            return found
        rowed = None if rows is None or rows.is_read else rows.rowed()
        shown = None if rowed is None else by_rows(rowed, self.tools, self.effort)
        if shown is not None:
            return shown
        one, other = same
        reason = (
            f"it can be so only if `{one}` and `{other}` take any figures, and both come from the "
            "same rows; none of the rows that were tried give such figures together"
        )
        return Finding(Outcome.UNDECIDED, reason)

    def _in_every_course(
        self, courses: list[tuple[Problem, Claim]], claim: Claim, rows: "_Rows | None"
    ) -> Finding:
        whole = courses[0][0]
        rowed = rows.rowed if rows is not None and rows.is_read else None
        if isinstance(claim, Reach):
            return settle(courses[:1], self.tools, self.effort, rowed)
        if rests_on_the_notice(courses):
            reason = "when an exit counts as exercised is not followed"
            return Finding(Outcome.UNDECIDED, reason)
        if any(not self._is_followed(each) for each in self.endings):
            sensitive = is_of_the_day(whole, claim)
            if sensitive:
                courses = courses[:1]
                found = settle(courses, self.tools, self.effort, rowed)
                if found.outcome in (Outcome.VIOLATED, Outcome.UNDECIDED):
                    return found
                reason = "an exit on a day within a period is not followed"
                return Finding(Outcome.UNDECIDED, f"{reason}; without one: {found.outcome.value}")
        return settle(courses, self.tools, self.effort, rowed)

    def _follows(
        self, key: tuple[str, int], item: decl.Property, courses: list[tuple[Problem, Claim]]
    ) -> Finding | None:
        """Return that a total follows from what is so in each period or in each year."""
        if key not in self.versions:
            return None
        finer = zip(
            *(as_under(_plan(each, *key), item.form)[1:] for each, _ in courses), strict=True
        )
        for claims in finer:
            same = [(each, claim) for (each, _), claim in zip(courses, claims, strict=True)]
            found = self._in_every_course(same, claims[0], None)
            if found.outcome in (Outcome.PROVED, Outcome.PROVED_FOR_TERM):
                how = f"so in each {claims[0].window.value} already: {found.how}"
                return records.evolve(found, how=how)
        return None

    def _is_followed(self, ends: ir.Ending) -> bool:
        """Whether the exit ends the agreement with a period, whatever the day of the notice."""
        leave = self.agreement.get(ends.exit, decl.Exit)
        return leave.ends_at_period is not None

    def _problems(self, varied: tuple[str, ...]) -> list[Problem]:
        found = []
        for index, ends in enumerate((None, *self.endings)):
            key = (index, varied)
            if key not in self.problems:
                problem = problem_of(self.agreement, ends, varied)
                if ends is not None:
                    since = problem.program.term_periods - 1
                    problem = records.evolve(problem, since=since)
                self.problems[key] = problem
            found.append(self.problems[key])
        return found

    def _with_other(
        self, key: tuple[str, int], varied: tuple[str, ...], problems: list[Problem]
    ) -> list[Problem]:
        """Return the courses of both versions; an exit must be there in both to be compared."""
        version = self.versions[key]
        own, other = self.agreement, version.agreement
        if other is None:
            raise NotClaimed(version.reason)
        exits = [{item.name for item in each.of_kind(decl.Exit)} for each in (own, other)]
        if exits[0] != exits[1]:
            raise NotClaimed(f"`{version.name}` has other exits, so that no two ends are alike")
        return [
            problem_of_both(own, key, version, problem, problem_of(other, ends, varied))
            for ends, problem in zip((None, *self.endings), problems, strict=True)
        ]

    def _claims(
        self, problem: Problem, name: str, position: int, item: decl.Property
    ) -> tuple[Claim, ...]:
        found = claims_of(self.agreement, problem, _plan(problem, name, position), item)
        if any(moves_rows(self.agreement, problem, claim) for claim in found):
            raise NotClaimed(f"`{item.names[-1]}` changes what rows come to, which is not followed")
        return found


def _plan(problem: Problem, name: str, position: int) -> ir.ClaimPlan:
    claims = problem.program.claims
    return next(each for each in claims if (each.claim, each.position) == (name, position))
