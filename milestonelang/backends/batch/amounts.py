"""Values of a program in a kernel: exact numbers as whole ones, truths, names and days.

A number is `n / (scale · over)`: *n* and *over*, which is positive, are columns, *scale* is known.
*over* is there only where something was divided by what varies; comparing and rounding multiply
with it, so that nothing is ever divided but to round. *unknown* is the set of reasons why a value
is not there, as bits; an unknown truth is kept as false.
"""

from fractions import Fraction
from math import lcm

from milestonelang import records
from milestonelang.backends.batch.emit import FALSE, ZERO, Emitter, number
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.types import RoundingMode

MOST_SCALE = 10**15


@records.frozen
class Num:
    """An exact number; a day or a name is one of scale 1."""

    n: V
    scale: int = 1
    over: V | None = None
    unknown: V | None = None


@records.frozen
class Truth:
    """A truth, false where it is unknown."""

    b: V
    unknown: V | None = None


Known = Num | Truth


def exactly(value: Fraction | int) -> Num:
    """Return a number that is the same in every period."""
    value = Fraction(value)
    return Num(number(value.numerator), value.denominator)


NOUGHT = Num(ZERO, 1)


class Amounts:
    """Arithmetic on the values of a program."""

    def __init__(self, emitter: Emitter) -> None:
        self.e = emitter

    # ---- numbers

    def add(self, a: Num, b: Num) -> Num:
        """Return the sum."""
        a, b = self.aligned(a, b)
        return Num(self.e.add(a.n, b.n), a.scale, a.over, self._joined(a, b))

    def negative(self, a: Num) -> Num:
        """Return the number with the other sign."""
        return Num(self.e.neg(a.n), a.scale, a.over, a.unknown)

    def sub(self, a: Num, b: Num) -> Num:
        """Return the difference."""
        a, b = self.aligned(a, b)
        return Num(self.e.sub(a.n, b.n), a.scale, a.over, self._joined(a, b))

    def times(self, a: Num, b: Num) -> Num:
        """Return the product."""
        over = b.over if a.over is None else a.over
        if a.over is not None and b.over is not None:
            over = self.e.mul(a.over, b.over)
        a, b = _shared_factors(a, b)
        return Num(self.e.mul(a.n, b.n), _scale(a.scale * b.scale), over, self._joined(a, b))

    def by(self, a: Num, factor: Fraction) -> Num:
        """Return the number times a known one."""
        return self.times(a, exactly(factor))

    def divided(self, a: Num, b: Num, by_zero: V) -> Num:
        """Return the quotient; *by_zero* is the reason where the divisor is zero."""
        e = self.e
        unknown = self._joined(a, b)
        if b.n.literal is not None and b.over is None:
            if b.n.literal == 0:
                return Num(ZERO, 1, None, self._where_known(unknown, by_zero))
            inverse = exactly(Fraction(b.scale, b.n.literal))
            found = self.times(a, inverse)
            return Num(found.n, found.scale, found.over, unknown)
        up = e.mul(a.n, number(b.scale))
        if b.over is not None:
            up = e.mul(up, b.over)
        down = b.n if a.over is None else e.mul(b.n, a.over)
        if b.n.low < 0:
            sign = e.less(b.n, ZERO)
            up = e.select(sign, e.neg(up), up)
            down = e.abs(down)
        if down.low <= 0:
            is_zero = e.equal(down, ZERO)
            unknown = self._where_known(unknown, e.select(is_zero, by_zero, ZERO))
            down = e.max(down, number(1))
        return Num(up, a.scale, down, unknown)

    def _where_known(self, unknown: V | None, reason: V) -> V:
        """Return why a result is unknown, whose operands alone decide it where one is unknown."""
        if unknown is None:
            return reason
        return self.e.select(self.e.equal(unknown, ZERO), reason, unknown)

    def least(self, a: Num, b: Num) -> Num:
        """Return the lesser."""
        a, b = self.aligned(a, b)
        return Num(self.e.min(a.n, b.n), a.scale, a.over, self._joined(a, b))

    def greatest(self, a: Num, b: Num) -> Num:
        """Return the greater."""
        a, b = self.aligned(a, b)
        return Num(self.e.max(a.n, b.n), a.scale, a.over, self._joined(a, b))

    def choose(self, condition: V, a: Num, b: Num) -> Num:
        """Return one of two numbers."""
        e = self.e
        a, b = self.aligned(a, b)
        return Num(
            e.select(condition, a.n, b.n),
            a.scale,
            a.over,
            self.chosen(condition, a.unknown, b.unknown),
        )

    def choose_truth(self, condition: V, a: Truth, b: Truth) -> Truth:
        """Return one of two truths."""
        found = self.e.select(condition, a.b, b.b)
        return Truth(found, self.chosen(condition, a.unknown, b.unknown))

    def chosen(self, condition: V, a: V | None, b: V | None) -> V | None:
        """Return one of two sets of reasons."""
        if a is None and b is None:
            return None
        return self.e.select(condition, a or ZERO, b or ZERO)

    def compared(self, a: Num, b: Num) -> tuple[V, V]:
        """Return two columns that stand in the relation of two numbers."""
        a, b = self.aligned(a, b)
        return a.n, b.n

    def scaled(self, a: Num, scale: int) -> Num:
        """Return the same number at a scale that is a multiple of its own."""
        factor = scale // a.scale
        assert factor * a.scale == scale
        return Num(self.e.mul(a.n, number(factor)), scale, a.over, a.unknown)

    def aligned(self, a: Num, b: Num) -> tuple[Num, Num]:
        """Return two numbers over the same divisor."""
        e = self.e
        scale = _scale(lcm(a.scale, b.scale))
        a, b = self.scaled(a, scale), self.scaled(b, scale)
        if a.over == b.over:
            return a, b
        if a.over is not None and b.over is not None:
            over = e.mul(a.over, b.over)
            left = Num(e.mul(a.n, b.over), scale, over, a.unknown)
            return left, Num(e.mul(b.n, a.over), scale, over, b.unknown)
        if a.over is None:
            assert b.over is not None
            return Num(e.mul(a.n, b.over), scale, b.over, a.unknown), b
        return a, Num(e.mul(b.n, a.over), scale, a.over, b.unknown)

    # ---- rounding

    def rounded(self, a: Num, unit: Fraction, mode: RoundingMode) -> Num:
        """Return the number rounded to a multiple of a known unit."""
        steps = self._rounded(a, unit, mode)
        found = Num(self.e.mul(steps, number(unit.numerator)), unit.denominator, None, a.unknown)
        return found

    def _rounded(self, a: Num, unit: Fraction, mode: RoundingMode) -> V:
        """Return how many units there are in the number."""
        e = self.e
        factor = Fraction(unit.denominator, a.scale * unit.numerator)
        if a.over is None and factor.denominator == 1:
            return e.mul(a.n, number(factor.numerator))
        whole = e.mul(e.abs(a.n), number(factor.numerator))
        whole = whole if whole.low >= 0 else V(whole.name, 0, whole.high)
        if a.over is None:
            found = self._divided(whole, factor.denominator, mode)
        else:
            down = e.mul(a.over, number(factor.denominator))
            found = self._divided_by(whole, down, mode)
        if a.n.low >= 0:
            return found
        return e.select(e.less(a.n, ZERO), e.neg(found), found)

    def _divided(self, a: V, c: int, mode: RoundingMode) -> V:
        e = self.e
        match mode:
            case RoundingMode.DOWN:
                return e.quotient(a, c)
            case RoundingMode.UP:
                return e.quotient(e.add(a, number(c - 1)), c)
            case RoundingMode.HALF_UP if c % 2 == 0:
                return e.quotient(e.add(a, number(c // 2)), c)
            case RoundingMode.HALF_UP:
                # A half never comes up: the rest is below or above it by a half at least.
                return e.quotient(e.add(a, number(c // 2)), c)
            case RoundingMode.HALF_EVEN:
                return self._half_even(a, number(c))

    def _divided_by(self, a: V, c: V, mode: RoundingMode) -> V:
        e = self.e
        match mode:
            case RoundingMode.DOWN:
                return e.floor(a, c)
            case RoundingMode.UP:
                return e.floor(e.add(a, e.sub(c, number(1))), c)
            case RoundingMode.HALF_UP:
                twice = e.mul(a, number(2))
                return e.floor(e.add(twice, c), e.mul(c, number(2)))
            case RoundingMode.HALF_EVEN:
                return self._half_even(a, c)

    def _half_even(self, a: V, c: V) -> V:
        e = self.e
        whole = e.floor(a, c)
        rest = e.sub(a, e.mul(whole, c))
        twice = e.mul(V(rest.name, 0, c.high) if rest.name else rest, number(2))
        half = e.quotient(whole, 2)
        odd = e.equal(e.sub(whole, e.mul(half, number(2))), number(1))
        up = e.either(e.less(c, twice), e.both(e.equal(c, twice), odd))
        return e.add(whole, e.count(up))

    def whole_times(self, amount: Num, size: Num, up: bool, by_zero: V) -> Num:
        """Return how often *size* goes into *amount*, down or up to a whole number."""
        e = self.e
        found = self.divided(amount, size, by_zero)
        c = number(found.scale) if found.over is None else e.mul(found.over, number(found.scale))
        if c.low <= 0:
            raise NotForKernelError("a size that may be zero")
        low = e.abs(found.n)
        raised = e.add(low, e.sub(c, number(1)))
        below = e.less(found.n, ZERO)
        cut, full = e.floor(low, c), e.floor(raised, c)
        low, high = (cut, full) if up else (full, cut)
        result = e.select(below, e.neg(low), high)
        return Num(result, 1, None, found.unknown)

    # ---- truths

    def all_of(self, items: list[Truth]) -> Truth:
        """Return whether all hold; one that does not settles it."""
        e = self.e
        holds = e.both(*(item.b for item in items))
        unknown = e.joined(*(item.unknown for item in items))
        if unknown is None:
            return Truth(holds)
        fails = e.either(*(self.fails(item) for item in items))
        return Truth(holds, e.select(fails, ZERO, unknown))

    def any_of(self, items: list[Truth]) -> Truth:
        """Return whether one holds; one that does settles it."""
        e = self.e
        holds = e.either(*(item.b for item in items))
        unknown = e.joined(*(item.unknown for item in items))
        return Truth(holds, None if unknown is None else e.select(holds, ZERO, unknown))

    def fails(self, item: Truth) -> V:
        """Return whether a truth is known to be false."""
        return self.e.both(self.e.opposite(item.b), self.is_known(item))

    def is_known(self, item: Known) -> V:
        """Return whether a value is there."""
        e = self.e
        return e.opposite(FALSE) if item.unknown is None else e.equal(item.unknown, ZERO)

    def _joined(self, a: Num, b: Num) -> V | None:
        return self.e.joined(a.unknown, b.unknown)


def _scale(scale: int) -> int:
    if scale > MOST_SCALE:
        raise NotForKernelError("a number with too many digits after the point")
    return scale


def _shared_factors(a: Num, b: Num) -> tuple[Num, Num]:
    """Return two factors of a product in which what can be cancelled is cancelled."""
    if b.n.literal is not None:
        cut = Fraction(b.n.literal, a.scale)
        return (
            Num(a.n, cut.denominator, a.over, a.unknown),
            Num(number(cut.numerator), b.scale, b.over, b.unknown),
        )
    if a.n.literal is not None:
        b, a = _shared_factors(b, a)
    return a, b
