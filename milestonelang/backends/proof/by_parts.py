"""Bounds of the parts of an amount, added up: payment by payment, where the whole is too much.

In: a claim about an amount that is added up over a window. Out: whether bounds of what is added in
it prove the claim. A part is bounded by what each period can give at most, or by a constant of its
terms that the solver finds to bound it over the window, as a maximum of a year does. Promised: each
bound holds of every run, so what they add up to does too.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from itertools import product
from typing import Any

from milestonelang import ir, records
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Space, Unencodable
from milestonelang.backends.proof.model import Bounded, Problem
from milestonelang.backends.proof.operations import encoder_of
from milestonelang.backends.proof.prove import Effort, by_bounds
from milestonelang.backends.proof.slicing import needed
from milestonelang.backends.proof.symbols import ZERO, Bound, Sym, any_of
from milestonelang.backends.proof.terms import Terms
from milestonelang.ir import ValueId
from milestonelang.primitives.periods import window_key
from milestonelang.types import Unit

PART_WORK = 6_000_000  # for each constant that may be the bound of a part
MOST_TRIED = 3  # constants of one part, the closest first

Windows = Mapping[int, Bound]
"""A bound for each window; None is open."""


@records.frozen
class _Part:
    """What is added to an amount, or with *less* taken from it."""

    id: ValueId
    less: bool = False


@records.frozen
class _Option:
    """A constant that may bound a part over each *window*, and what it gives over the claim's."""

    limit: ValueId
    window: Unit
    bounds: Mapping[int, Fraction]


def proved_by_parts(
    problem: Problem, claim: Bounded, facts_of: Sequence[tuple[Any, ...]], effort: Effort
) -> bool:
    """Return whether bounds of its parts, added up, prove a claim about a window."""
    if claim.window is Unit.PERIOD:
        return False
    parts = list(_parts(problem.program, claim.amount))
    try:
        limits, bounds = _from_periods(problem, claim, parts, facts_of)
    except Unencodable:
        return False
    options: list[list[_Option]] = [[] for _ in parts]
    if len(parts) > 1:
        options = [
            _options(problem.program, claim, *each) for each in zip(parts, bounds, strict=True)
        ]
    hoped = [
        _closest(claim, [own, *(each.bounds for each in some)])
        for own, some in zip(bounds, options, strict=True)
    ]
    for position, some in enumerate(options):
        if not _is_within(claim, limits, hoped):
            return False
        hoped[position] = bounds[position]
        for option in [] if _is_within(claim, limits, hoped) else some:
            if _bounds_it(problem, claim, parts[position], option, facts_of, effort):
                hoped[position] = _closest(claim, [bounds[position], option.bounds])
                break
    return _is_within(claim, limits, hoped)


def _parts(program: ir.Program, id: ValueId, less: bool = False) -> Iterator[_Part]:
    match program.values[id].op:
        case ir.Add(terms=terms):
            for each in terms:
                yield from _parts(program, each, less)
        case ir.Negate(operand=operand):
            yield from _parts(program, operand, not less)
        case _:
            yield _Part(id, less)


def _from_periods(
    problem: Problem, claim: Bounded, parts: Sequence[_Part], facts_of: Sequence[tuple[Any, ...]]
) -> tuple[Windows, list[Windows]]:
    """Return the limit of each window, and what the periods of it can give of each part."""
    program = problem.program
    asked = [claim.amount, claim.limit, *([] if claim.within is None else [claim.within])]
    limits: dict[int, Bound] = {}
    bounds: list[dict[int, Bound]] = [{} for _ in parts]
    with closing(Terms()) as terms:
        space = Space(Algebra(exact=False, free=True, terms=terms), problem)
        encoder = encoder_of(space, program, needed(program, asked), facts_of)
        for index, period in enumerate(program.periods):
            now = encoder.period(index)
            key = window_key(claim.window, period)
            for part, found in zip(parts, bounds, strict=True):
                end = _end(now[part.id], claim.at_most is not part.less)
                found[key] = _plus(found.get(key, ZERO), -end if part.less and end else end)
            limit = _end(now[claim.limit], not claim.at_most)
            within = ZERO if claim.within is None else _end(now[claim.within], False)
            if within is not None and not claim.at_most:
                within = -within
            limits[key] = _plus(limit, within)
            if index < problem.since:
                del limits[key]
    return limits, list[Windows](bounds)


def _end(item: Sym, upper: bool) -> Bound:
    return item.hi if upper else item.lo


def _plus(one: Bound, other: Bound) -> Bound:
    return None if one is None or other is None else one + other


def _options(program: ir.Program, claim: Bounded, part: _Part, own: Windows) -> list[_Option]:
    """Return the constants of a part that may bound it more closely, the closest first."""
    if part.less:
        return []
    type = program.values[part.id].type
    found: list[_Option] = []
    seen: set[tuple[Fraction, Unit]] = set()
    windows = (Unit.TERM, Unit.YEAR) if claim.window is Unit.TERM else (claim.window,)
    for id, window in product(sorted(_may_bound(program, part.id)), windows):
        op = program.values[id].op
        if isinstance(op, ir.Constant) and op.value and program.values[id].type == type:
            amount = Fraction(op.value)
            option = _Option(id, window, _over(program, claim.window, window, amount))
            if (amount, window) not in seen and _closest(claim, [own, option.bounds]) != own:
                seen.add((amount, window))
                found.append(option)
    found.sort(key=lambda each: sum(each.bounds.values(), ZERO), reverse=not claim.at_most)
    return found[:MOST_TRIED]


def _may_bound(program: ir.Program, part: ValueId) -> set[ValueId]:
    """Return what may bound a part over a window.

    That is a maximum or minimum less what was let through before, or what comes once.
    """
    found: set[ValueId] = set()
    for id in needed(program, [part]):
        match program.values[id].op:
            case ir.Least(items=items) | ir.Greatest(items=items):
                for each in items:
                    op = program.values[each].op
                    found.update(op.terms if isinstance(op, ir.Add) else ())
            case ir.If(then=then, otherwise=otherwise):
                found |= {then, otherwise}
            case _:
                pass
    return found


def _over(
    program: ir.Program, whole: Unit, window: Unit, amount: Fraction
) -> Mapping[int, Fraction]:
    """Return what an amount for each window comes to over those of the claim."""
    within: dict[int, set[int]] = {}
    for period in program.periods:
        within.setdefault(window_key(whole, period), set()).add(window_key(window, period))
    return {key: amount * len(each) for key, each in within.items()}


def _closest(claim: Bounded, bounds: Sequence[Windows]) -> Windows:
    choose = min if claim.at_most else max
    return {key: any_of([each[key] for each in bounds], choose) for key in bounds[0]}


def _is_within(claim: Bounded, limits: Windows, bounds: Sequence[Windows]) -> bool:
    for key, limit in limits.items():
        ends = [each[key] for each in bounds]
        known = [each for each in ends if each is not None]
        if limit is None or len(known) < len(ends):
            return False
        total = sum(known, ZERO)
        if total > limit if claim.at_most else total < limit:
            return False
    return True


def _bounds_it(
    problem: Problem,
    claim: Bounded,
    part: _Part,
    option: _Option,
    facts_of: Sequence[tuple[Any, ...]],
    effort: Effort,
) -> bool:
    about = Bounded(part.id, option.window, claim.at_most, option.limit)
    return by_bounds(records.evolve(problem, since=0), about, facts_of, effort, PART_WORK)
