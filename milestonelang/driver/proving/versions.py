"""What a guarantee compares an agreement with: other terms, and both as one program.

In: checked terms whose guarantees say `at least as under "FILE"`, with that file beside them. Out:
for each such property the agreement in that file with the same property of its own, or why it says
nothing there; and the problem of both versions on the same figures and events. Promised: a figure
is one and the same in both only where both define it alike.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import count, product

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Figure, Problem
from milestonelang.backends.proof.slicing import figures_of
from milestonelang.driver.errors import TermsError
from milestonelang.driver.proving.problem import NotClaimed, range_of
from milestonelang.driver.terms import Checked, check_terms, check_with, load
from milestonelang.ir.moved import side_by_side
from milestonelang.lowering.claims import AS_UNDER
from milestonelang.primitives.periods import window_key
from milestonelang.types import Percent, Unit

_PAIRS = 64  # of roundings; of more, each is told only of its like in the other version
_WORD = re.compile(r"[A-Za-z_][\w.]*")


@records.frozen(eq=False)
class Version:
    """Other terms by the *name* of their file, and the guarantee there that says the same.

    *defined* is how each of its metrics is worded, with all that it rests on. Where there is no
    *agreement*, *reason* says why the property says nothing under those terms.
    """

    name: str
    agreement: decl.Agreement | None
    guarantee: str
    own: Mapping[str, str]
    other: Mapping[str, str]
    reason: str = ""


Versions = Mapping[tuple[str, int], Version]
NO_VERSIONS: Versions = {}


def versions_of(checked: Checked) -> Versions:
    """Return what each property that names other terms compares with.

    Raises InputError where that file cannot be read, and TermsError where its terms have errors.
    """
    return {
        (guarantee.name, position): _version(checked, item)
        for guarantee in checked.require().of_kind(decl.Guarantee)
        for position, item in enumerate(guarantee.properties)
        if item.form.endswith(AS_UNDER)
    }


def files_of(agreement: decl.Agreement, versions: Versions) -> tuple[tuple[str, str], ...]:
    """Return the files that verdicts rest on: those of the terms, and of what they name."""
    others = (each.agreement for each in versions.values() if each.agreement is not None)
    files = (*agreement.sources, *(file for other in others for file in other.sources))
    return tuple(dict.fromkeys(files))


def _version(checked: Checked, item: decl.Property) -> Version:
    name = item.names[-1]
    terms = load(checked.terms.folder / name)
    other = check_terms(terms)
    if other.has_errors:
        raise TermsError(other.errors, other.sources)
    taken = other.require().declarations
    guarantee = next(each for n in count(1) if (each := f"as_here_{n}") not in taken)
    both = check_with(terms, guarantee, [item.words])
    own, others = _definitions(checked), _definitions(other)
    if both.has_errors:
        reason = f"under `{name}` it says nothing: {both.errors[0].message}"
        return Version(name, None, guarantee, own, others, reason)
    # What it is made from is the file as it is.
    agreement = records.evolve(both.require(), sources=other.require().sources)
    return Version(name, agreement, guarantee, own, others)


def _definitions(checked: Checked) -> dict[str, str]:
    """Return the words of each declaration, in one line, comments left out."""
    agreement = checked.require()
    return {
        name: " ".join(
            line.partition("//")[0].strip()
            for line in checked.sources[declared.span.file].slice(declared.span).splitlines()
        )
        for name, declared in agreement.declarations.items()
    }


# ---- both as one


def problem_of_both(
    agreement: decl.Agreement,
    key: tuple[str, int],
    version: Version,
    problem: Problem,
    other: Problem,
) -> Problem:
    """Return one problem that computes both versions, its plan of the property about both.

    *problem* is one of the *agreement*, *other* one of the other version, of the same course.

    Raises `NotClaimed` where the two have nothing in common to be compared by.
    """
    first, second = problem.program, other.program
    _check_periods(version, first, second)
    program = side_by_side(first, second)
    by = len(first.values)
    one = next(each for each in first.claims if (each.claim, each.position) == key)
    two = next(each for each in second.claims if each.claim == version.guarantee)
    assert one.amount is not None and two.amount is not None
    item = agreement.get(key[0], decl.Guarantee).properties[key[1]]
    plan, added = _compared(program, one, ir.ValueId(two.amount + by), _what(item), version.name)
    known = {each.name for each in problem.events}
    return records.evolve(
        problem,
        program=records.evolve(
            program,
            values=program.values + added,
            claims=tuple(plan if each is one else each for each in first.claims),
        ),
        figures=_figures(agreement, problem, version, other),
        events=problem.events + tuple(each for each in other.events if each.name not in known),
        alike=_alike(first, second),
    )


def _alike(first: ir.Program, second: ir.Program) -> tuple[tuple[ir.ValueId, ir.ValueId], ...]:
    """Return the roundings of both, whose results keep the order of what they round."""
    ones, others = (
        [each.id for each in program.values if isinstance(each.op, ir.Round)]
        for program in (first, second)
    )
    pairs = (
        product(ones, others)
        if len(ones) * len(others) <= _PAIRS
        else zip(ones, others, strict=False)
    )
    by = len(first.values)
    return tuple((one, ir.ValueId(other + by)) for one, other in pairs)


def _what(item: decl.Property) -> str:
    """Return what a property compares, in a few words."""
    if item.form.startswith("total paid"):
        return f"{item.names[0]} to {item.names[1]}"
    return item.words.partition(" is at ")[0].removeprefix("the total of ")


def _check_periods(version: Version, first: ir.Program, second: ir.Program) -> None:
    spans = [
        [(each.start, each.end) for each in program.periods[: program.term_periods]]
        for program in (first, second)
    ]
    if spans[0] != spans[1]:
        raise NotClaimed(f"`{version.name}` has other periods, so that no two can be compared")
    if first.periods != second.periods:
        raise NotClaimed(f"`{version.name}` goes on for another time once its term has ended")


def _compared(
    program: ir.Program, plan: ir.ClaimPlan, other: ir.ValueId, what: str, name: str
) -> tuple[ir.ClaimPlan, tuple[ir.Value, ...]]:
    """Return a plan of how much more *what* is than under the other version, and values for it.

    Its bounds are nothing, and the tolerance of a total for each of its periods and of its years.
    """
    assert plan.amount is not None
    start, of = len(program.values), program.values[plan.amount]
    within = ir.ValueId(start + 1) if plan.within is None else plan.within
    ids = [ir.ValueId(start + place) for place in range(7)]
    negative, nothing, more, period, year, each_period, each_year = ids
    years = {window_key(Unit.YEAR, each) for each in program.periods}
    ops: tuple[ir.Op, ...] = (
        ir.Negate(other),
        ir.Constant(Fraction(0)),
        ir.Add((plan.amount, negative)),
        ir.Constant(Fraction(1, len(program.periods))),
        ir.Constant(Fraction(1, len(years))),
        ir.ShareOf(period, within),
        ir.ShareOf(year, within),
    )
    added = tuple(
        ir.Value(id, op, Percent() if id in (period, year) else of.type, of.origin, of.span)
        for id, op in zip(ids, ops, strict=True)
    )
    bounds, flows = (
        (nothing, each_period, each_year),
        ((what, plan.amount), (f'{what} under "{name}"', other)),
    )
    return records.evolve(plan, amount=more, bounds=bounds, flows=flows), added


def _figures(
    agreement: decl.Agreement, problem: Problem, version: Version, other: Problem
) -> tuple[Figure, ...]:
    """Return the figures of either; raises `NotClaimed` where one name stands for two."""
    assert version.agreement is not None
    theirs = {each.name: each for each in other.figures}
    for each in problem.figures:
        like = theirs.get(each.name)
        if like is not None and (each.type, each.words) != (like.type, like.words):
            raise NotClaimed(f"`{each.name}` is of another type under `{version.name}`")
    programs = (problem.program, other.program)
    read = {name for each in programs for name in figures_of(each, range_of(each))}
    for name in sorted(read):
        one, two = agreement.declarations.get(name), version.agreement.declarations.get(name)
        if isinstance(one, decl.Metric) and isinstance(two, decl.Metric):
            _check_alike(one, two, version)
    mine = {each.name for each in problem.figures}
    return problem.figures + tuple(each for each in other.figures if each.name not in mine)


def _check_alike(one: decl.Metric, two: decl.Metric, version: Version) -> None:
    """A figure is one and the same where it is reported alike, or comes from rows alike."""
    name, there = one.name, f"under `{version.name}`"
    if (one.computed is None) != (two.computed is None):
        raise NotClaimed(f"`{name}` is computed in one version and reported in the other")
    often = [(each.roll_up, each.reported and each.reported.frequency) for each in (one, two)]
    if often[0] != often[1]:
        raise NotClaimed(f"`{name}` is reported for other periods {there}")
    if one.computed is not None:
        different = _different(name, version, set())
        if different is not None:
            raise NotClaimed(f"`{name}` is another figure {there}, where `{different}` is changed")


def _different(name: str, version: Version, seen: set[str]) -> str | None:
    """Return what is worded in another way of all that a name rests on."""
    seen.add(name)
    words = version.own.get(name)
    if words != version.other.get(name):
        return name
    named = (each for each in _WORD.findall(words or "") if each in version.own)
    found = (_different(each, version, seen) for each in named if each not in seen)
    return next((each for each in found if each is not None), None)
