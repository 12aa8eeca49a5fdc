"""The rounding lemmas, checked by machine: by the solver in whole numbers, and on 100,000 pairs.

They say of r = p · x rounded to whole cents, half away from zero, where 0 ≤ p ≤ 1 and x is whole:
|r - p·x| ≤ ½; r has the sign of x; r ≤ x where x ≥ 0; r keeps the order of x; and it moves by no
more than x moves. Without `p ≤ 1` the first, second and fourth hold.
"""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
import z3

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.rounding import Mode, Toward, round_any, rounded
from milestonelang.backends.proof.symbols import constant
from milestonelang.primitives.numbers import round_to
from milestonelang.types import RoundingMode

HALF = Fraction(1, 2)
ONE = Fraction(1)


def _rounded(value: Any, whole: Any) -> Any:
    """Say that *whole* is *value* rounded half away from zero."""
    half = z3.Q(1, 2)
    up = z3.And(whole <= value + half, value + half < whole + 1)
    down = z3.And(whole >= value - half, value - half > whole - 1)
    return z3.If(value >= 0, up, down)


def _two() -> tuple[Any, ...]:
    """Two products of whole numbers by one share, as reals, and what they round to.

    Of a product nothing is said but what a share between nought and one makes true of it.
    """
    x, y, r, s = z3.Ints("x y r s")
    px, py = z3.Reals("px py")
    facts = [_rounded(px, r), _rounded(py, s), x <= y]
    facts += [py - px >= 0, py - px <= y - x]  # 0 ≤ p ≤ 1
    for whole, product in ((x, px), (y, py)):
        facts.append(z3.Implies(whole >= 0, z3.And(product >= 0, product <= whole)))
        facts.append(z3.Implies(whole <= 0, z3.And(product <= 0, whole <= product)))
    return x, y, r, s, px, facts


def _no_more(whole: Any, rounded: Any) -> Any:
    """Say that what is rounded is no further from nought than the whole that it is a share of."""
    above = z3.Implies(whole >= 0, rounded <= whole)
    return z3.And(above, z3.Implies(whole <= 0, whole <= rounded))


@pytest.mark.parametrize("lemma", ["near", "sign", "no more", "order", "no faster"])
def test_a_lemma_holds_in_whole_numbers(lemma: str) -> None:
    x, y, r, s, px, facts = _two()
    half = z3.Q(1, 2)
    says = {
        "near": z3.And(r - px <= half, px - r <= half),
        "sign": z3.And(z3.Implies(x >= 0, r >= 0), z3.Implies(x <= 0, r <= 0)),
        "no more": _no_more(x, r),
        "order": r <= s,
        "no faster": s - r <= y - x,
    }[lemma]
    if lemma == "no faster":  # it rests on the lemma before
        facts += [_no_more(x, r), _no_more(y, s)]
    py = z3.Real("py")
    for side in ((px >= 0, py >= 0), (px < 0, py >= 0), (px < 0, py < 0), (px >= 0, py < 0)):
        solver = z3.Solver()
        solver.add(*facts, *side, z3.Not(says))
        assert solver.check() == z3.unsat


def test_the_lemmas_hold_on_drawn_pairs() -> None:
    """In whole numbers: p is n of d, and rounding is that of the evaluator, spelt out."""
    random = Random(7)

    def rounded(n: int, d: int, x: int) -> int:
        size = (2 * n * abs(x) + d) // (2 * d)
        return size if x >= 0 else -size

    for _ in range(1_000):
        n, d, x = random.randrange(1_000), 1_000, random.randrange(-(10**9), 10**9)
        assert rounded(n, d, x) == round_to(Fraction(n * x, d), ONE, RoundingMode.HALF_UP)
    for _ in range(100_000):
        d = random.choice((1, 3, 7, 40, 100, 1_000, 10_007))
        n = random.randrange(d + 1)
        x = random.randrange(-50, 50) if random.random() < 0.5 else random.randrange(10**9)
        y = x + random.randrange(3)
        r, s = rounded(n, d, x), rounded(n, d, y)
        assert 2 * abs(r * d - n * x) <= d
        assert r * x >= 0
        assert r <= x or x < 0
        assert r <= s <= r + (y - x)


@pytest.mark.parametrize("side", [1, -1])
def test_so_many_units_more_are_so_many_units_more(side: int) -> None:
    """What moves by at most k whole units moves, rounded, by at most k, on each side of nought."""
    r, s, k = z3.Ints("r s k")
    x, y = z3.Reals("x y")
    solver = z3.Solver()
    solver.add(_rounded(x, r), _rounded(y, s), k >= 0, y <= x + k, side * x >= 0, side * y >= 0)
    solver.add(s > r + k)
    assert solver.check() == z3.unsat


def test_no_more_units_apart_is_said_of_every_rounding_but_to_even() -> None:
    random = Random(5)
    for mode in (*RoundingMode, *Toward):
        if mode is RoundingMode.HALF_EVEN:
            continue
        for _ in range(500):
            x = Fraction(random.randrange(4_000), 8) * random.choice((1, -1))
            y, k = x + Fraction(random.randrange(80), 8), random.randrange(10)
            if y > x + k or (x < 0 < y and isinstance(mode, RoundingMode)):
                continue
            assert round_any(y, ONE, mode) <= round_any(x, ONE, mode) + k
    assert round_any(3 * HALF, ONE, RoundingMode.HALF_EVEN) > ONE + round_any(
        HALF, ONE, RoundingMode.HALF_EVEN
    )


@pytest.mark.parametrize("mode", [*RoundingMode, *Toward])
@pytest.mark.parametrize("exact", [False, True])
def test_what_is_said_of_a_rounding_is_true_of_every_rounding(mode: Mode, exact: bool) -> None:
    """Whatever the evaluator rounds to is among what the facts allow."""
    random = Random(11)
    for _ in range(40):
        share = Fraction(random.randrange(1_001), 1_000)
        algebra = Algebra(exact)
        x = algebra.number(Fraction(-1_000), Fraction(1_000), unit=Fraction(1, 100))
        product = algebra.scaled(share, x)
        found = rounded(algebra, product, Fraction(1, 100), mode)
        solver = algebra.solver()
        for _ in range(5):
            value = Fraction(random.randrange(-100_000, 100_001), 100)
            result = round_any(share * value, Fraction(1, 100), mode)
            solver.push()
            solver.add(algebra.term(x.e) == algebra.term(value))
            solver.add(algebra.term(found.e) == algebra.term(result))
            assert solver.check() == z3.sat
            solver.pop()


def test_a_rounding_to_the_cent_is_no_other_number() -> None:
    algebra = Algebra(exact=True)
    x = algebra.number(Fraction(0), Fraction(10))
    found = rounded(algebra, x, Fraction(1, 100), RoundingMode.HALF_UP)
    solver = algebra.solver()
    solver.add(x.e == algebra.term(Fraction("1.005")))
    solver.add(found.e != algebra.term(Fraction("1.01")))
    assert solver.check() == z3.unsat


def test_a_constant_is_rounded_at_once() -> None:
    found = rounded(
        Algebra(exact=False), constant(Fraction("2.345")), Fraction(1, 100), RoundingMode.HALF_EVEN
    )
    assert found.e == Fraction("2.34")


@pytest.mark.parametrize("mode", Toward)
def test_whole_cents_are_taken_out_before_rounding(mode: Toward) -> None:
    algebra = Algebra(exact=True)
    limit = algebra.number(Fraction(0), Fraction(10))
    paid = algebra.number(Fraction(0), Fraction(10), Fraction(1, 100))
    cent = Fraction(1, 100)
    left = rounded(algebra, algebra.minus(limit, paid), cent, mode)
    apart = algebra.minus(rounded(algebra, limit, cent, mode), paid)
    solver = algebra.solver()
    solver.add(left.e != apart.e)
    assert str(solver.check()) == "unsat"
