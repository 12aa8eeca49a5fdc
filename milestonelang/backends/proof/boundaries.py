"""The values at which something changes: where a falsifier looks first.

In: a program that was cut down to what a property needs. Out: for each figure, values of its range:
its ends, every constant of its type and one step to either side, the amounts at which a rate
reaches a limit, and those at which a rounding turns.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, floor

from milestonelang import ir
from milestonelang.backends.proof.model import Figure
from milestonelang.ir import Exact
from milestonelang.types import Money, Percent, Type

_CENT = Fraction(1, 100)
_MOST_QUOTIENTS = 24
_FAR = 10_000


def boundaries(program: ir.Program, figures: Iterable[Figure]) -> dict[str, tuple[Exact, ...]]:
    """Return, for each figure, the values worth trying, each once."""
    return near_constants(figures, _constants(program))


def near_constants(
    figures: Iterable[Figure], constants: Mapping[Type, tuple[Fraction, ...]]
) -> dict[str, tuple[Exact, ...]]:
    """Return, for each figure, the values worth trying near constants, each once."""
    found: dict[str, tuple[Exact, ...]] = {}
    for figure in figures:
        if not figure.is_number:
            found[figure.name] = figure.words
            continue
        wanted: dict[Fraction, None] = {}
        for value in _interesting(figure, constants):
            for near in (value, value - least_step(figure), value + least_step(figure)):
                kept = snap(figure, near)
                if kept is not None:
                    wanted[kept] = None
        found[figure.name] = tuple(wanted)
    return found


def snap(figure: Figure, value: Fraction) -> Fraction | None:
    """Return the nearest value that the figure can have, downwards; None where it is outside."""
    step = figure.step
    if step is not None:
        start = figure.low or Fraction(0)
        value = start + floor((value - start) / step) * step
    if figure.low is not None and value < figure.low:
        return None
    if figure.high is not None and value > figure.high:
        return None
    return value


def least_step(figure: Figure) -> Fraction:
    """Return the smallest change of a figure that is tried."""
    if figure.step is not None and figure.step >= Fraction(1, 1000):
        return figure.step
    return Fraction(1, 1000) if isinstance(figure.type, Percent) else _CENT


def rates_of(program: ir.Program) -> tuple[Fraction, ...]:
    """Return what one of a figure may come to, in units that a program rounds to."""
    constants = _constants(program)
    units = {
        unit.value
        for value in program.values
        if isinstance(value.op, ir.Round)
        and isinstance(unit := program.values[value.op.unit].op, ir.Constant)
        and isinstance(unit.value, Fraction)
        and unit.value > 0
    }
    rates = constants.get(Percent(), ())
    return tuple(rate / unit for rate in rates if rate for unit in units or (_CENT,))


def _interesting(
    figure: Figure, constants: Mapping[Type, tuple[Fraction, ...]]
) -> Iterable[Fraction]:
    yield figure.usual if isinstance(figure.usual, Fraction) else Fraction(0)
    own = constants.get(figure.type, ())
    top = max((abs(value) for value in own), default=Fraction(1000)) * 10
    low = figure.low if figure.low is not None else -top
    high = figure.high if figure.high is not None else top
    yield from (high, low, (low + high) / 2)
    # Where the range is open, a small share of a figure can be a large amount too.
    if figure.high is None:
        yield _FAR * top
    if figure.low is None:
        yield -_FAR * top
    yield from own
    if isinstance(figure.type, Money):
        rates = [rate for rate in constants.get(Percent(), ()) if rate > 0]
        quotients = [amount / rate for amount in own for rate in rates if amount > 0]
        yield from sorted(set(quotients))[:_MOST_QUOTIENTS]
        # Where half a cent of the rate is reached.
        yield from (Fraction(ceil(Fraction(1, 2) / rate), 100) for rate in rates)


def _constants(program: ir.Program) -> dict[Type, tuple[Fraction, ...]]:
    found: dict[Type, dict[Fraction, None]] = {}
    for value in program.values:
        match value.op:
            case ir.Constant(value=Fraction() | int() as constant) if not isinstance(
                constant, bool
            ):
                found.setdefault(value.type, {})[Fraction(constant)] = None
            case _:
                pass
    return {type: tuple(values) for type, values in found.items()}
