"""The figures of many partners: from what a kernel or `exact` gave to Arrow columns.

A figure that is an amount is a decimal of its currency; a state is a name; whatever need not come
out even, such as a computed metric or the amount after a line, is plain exact text.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.batch.translate import Output, Plan, Reasons
from milestonelang.backends.exact.values import Reason, Unknown
from milestonelang.driver.batch.program import told
from milestonelang.primitives.currencies import minor_units
from milestonelang.statement.basis import ACTIVITY
from milestonelang.statement.figures import plain_value
from milestonelang.types import Choice, Count, Money, Number, Truth, Type

DIGITS = 18
NOT_THERE = -1
"""In place of the number of a set of reasons: there is no such figure, and none is to come."""


@records.frozen
class FigureColumn:
    """A figure of the result. *places* is None where it is text."""

    name: str
    id: ir.ValueId
    type: Type
    places: int | None
    runs_only: bool

    @property
    def is_state(self) -> bool:
        """Whether the figure is a name out of a few."""
        return isinstance(self.type, Truth | Choice)


@records.frozen(eq=False)
class Filled:
    """One figure of some partners: [period, partner]. *numbers* are at the scale of its places, or
    an index into *texts*; *unknown* has the number of a set of reasons, 0 where it is known.
    """

    numbers: Any
    unknown: Any
    texts: list[str | None]


def figure_columns(
    agreement: decl.Agreement, program: ir.Program, lines: bool
) -> tuple[FigureColumn, ...]:
    """Return the figures of the result, in the order of the program's reports."""
    found = [
        _figure(program, f"{item.subject} {item.what}", item.value, item.in_term, agreement)
        for item in program.reports
    ]
    if lines:
        for plan in program.payments:
            for index, step in enumerate(plan.steps):
                name = f"{plan.payment} line {index + 1} {step.rule}"
                type = program.values[plan.entitled].type
                found.append(FigureColumn(name, step.value, type, None, True))
    return tuple(found)


def _figure(
    program: ir.Program, name: str, id: ir.ValueId, in_term: bool, agreement: decl.Agreement
) -> FigureColumn:
    type = program.values[id].type
    places = None
    if not name.endswith(" value"):
        match type:
            case Money(currency):
                places = minor_units(currency) or 0
            case Count(unit):
                counted = agreement.declarations.get(unit)
                divisible = isinstance(counted, decl.CountUnit) and counted.divisible
                places = None if divisible else 0
    return FigureColumn(name, id, type, places, in_term)


class Doubts:
    """Sets of reasons that were met, each with a number; 0 is the empty one."""

    def __init__(self) -> None:
        self.known: dict[tuple[Reason, ...], int] = {(): 0}

    def number(self, reasons: Sequence[Reason]) -> int:
        """Return the number of a set of reasons."""
        return self.known.setdefault(tuple(reasons), len(self.known))

    def all(self) -> list[tuple[Reason, ...]]:
        """Return the sets by number."""
        return list(self.known)


def fill(
    figure: FigureColumn,
    plan: Plan,
    columns: Any,
    width: int,
    missing: Mapping[tuple[str, int], ir.Missing | ir.Nothing],
    doubts: Doubts,
) -> Filled:
    """Return a figure of all partners from the outputs of a kernel."""
    import numpy

    output = plan.outputs[figure.id]
    length = plan.kernel.periods
    if output.index is None:
        return _fixed(figure, output, length, width, doubts)
    numbers = columns[output.index]
    unknown = None
    if output.unknown is not None:
        bits, back = numpy.unique(columns[output.unknown], return_inverse=True)
        sets = [_reasons(plan, int(each), missing) for each in bits]
        unknown = numpy.array([doubts.number(each) for each in sets])[back.reshape(numbers.shape)]
    if figure.places is not None and output.over is None:
        return Filled(_at_places(numbers, output.scale, figure.places), unknown, [])
    return _texts(figure, plan, output, columns, unknown)


def _at_places(numbers: Any, scale: int, places: int) -> Any:
    factor = Fraction(10**places, scale)
    if factor == 1:
        return numbers
    if factor.denominator == 1:
        return numbers * factor.numerator
    return numbers * factor.numerator // factor.denominator


def _texts(figure: FigureColumn, plan: Plan, output: Output, columns: Any, unknown: Any) -> Filled:
    import numpy

    names = {number: name for name, number in plan.names.items()}
    main = columns[output.index]
    over = None if output.over is None else columns[output.over]
    if unknown is not None:
        main = numpy.where(unknown == 0, main, 0)
        over = None if over is None else numpy.where(unknown == 0, over, 1)
    if over is None:
        # Sorting pairs takes ten times as long.
        single, back = numpy.unique(main, return_inverse=True)
        plain = _plain_texts(figure, output, single)
        if plain is not None:
            return Filled(back.reshape(main.shape), unknown, plain)
        distinct = single.reshape(-1, 1)
    else:
        pairs = numpy.stack([main, over], -1).reshape(-1, 2)
        distinct, back = numpy.unique(pairs, axis=0, return_inverse=True)
    texts: list[str | None] = []
    for row in distinct:
        value: Any = Fraction(int(row[0]), output.scale * (int(row[1]) if over is not None else 1))
        if isinstance(figure.type, Choice):
            value = names.get(int(row[0]), "")
        elif output.is_truth or isinstance(figure.type, Truth):
            value = bool(row[0])
        texts.append(text_of(figure, value))
    return Filled(back.reshape(main.shape), unknown, texts)


def _plain_texts(figure: FigureColumn, output: Output, numbers: Any) -> list[str | None] | None:
    """Return numbers that stand at the scale of their text, or None where these do not."""
    import numpy
    import pyarrow

    match figure.type:
        case Money(currency):
            places = minor_units(currency) or 0
        case Number() | Count():
            places = 0
        case _:
            return None
    if output.scale != 10**places or output.is_truth:
        return None
    words = numpy.stack([numbers, numbers >> 63], -1)
    buffers = [None, pyarrow.py_buffer(words)]
    decimals = pyarrow.Array.from_buffers(pyarrow.decimal128(38, places), len(numbers), buffers)
    texts: list[str | None] = decimals.cast(pyarrow.string()).to_pylist()
    return texts


def text_of(figure: FigureColumn, value: Any) -> str:
    """Return a value as plain exact text, a trigger's truth in words."""
    if isinstance(figure.type, Truth) and figure.name.endswith(" state"):
        return ACTIVITY[0] if value else ACTIVITY[1]
    return plain_value(value, figure.type)


def _fixed(figure: FigureColumn, output: Output, length: int, width: int, doubts: Doubts) -> Filled:
    """Return a figure that is the same for every partner."""
    import numpy

    numbers = numpy.zeros((length, width), numpy.int64)
    unknown = numpy.zeros((length, width), numpy.int64)
    texts: list[str | None] = []
    for index, value in enumerate(output.fixed[:length]):
        if isinstance(value, Reasons):
            unknown[index] = doubts.number(value.items)  # type: ignore[arg-type]
        elif figure.places is not None:
            assert isinstance(value, Fraction | int)
            numbers[index] = int(Fraction(value) * 10**figure.places)
        else:
            text = text_of(figure, value)
            if text not in texts:
                texts.append(text)
            numbers[index] = texts.index(text)
    return Filled(numbers, unknown, texts or [None])


def with_room(filled: Filled) -> Filled:
    """Return a figure in which single partners can be put, whatever it was made of."""
    import numpy

    unknown = filled.unknown
    if unknown is None:
        unknown = numpy.zeros(filled.numbers.shape, numpy.int64)
    return Filled(numpy.array(filled.numbers), numpy.array(unknown), list(filled.texts))


def put_exact(
    figure: FigureColumn, filled: Filled, results: Sequence[Any], at: int, doubts: Doubts
) -> Filled:
    """Put what `exact` gave for one partner in place of what the kernel gave, None for nothing."""
    import numpy

    if filled.unknown is None:
        filled = records.evolve(filled, unknown=numpy.zeros(filled.numbers.shape, numpy.int64))
    texts = filled.texts
    for period, value in enumerate(results):
        filled.unknown[period, at] = 0
        if value is None:
            filled.unknown[period, at] = NOT_THERE
        elif isinstance(value, Unknown):
            filled.unknown[period, at] = doubts.number(value.reasons)
        elif figure.places is not None:
            whole = Fraction(value) * 10**figure.places
            assert whole.denominator == 1, f"{figure.name} is not rounded"
            if abs(whole) >= 10**DIGITS:
                raise OverflowError(figure.name)
            filled.numbers[period, at] = int(whole)
        else:
            text = text_of(figure, value)
            if text not in texts:
                texts.append(text)
            filled.numbers[period, at] = texts.index(text)
    return filled


def _reasons(
    plan: Plan, bits: int, missing: Mapping[tuple[str, int], ir.Missing | ir.Nothing]
) -> tuple[Reason, ...]:
    return tuple(_told(plan, bits, missing))


def _told(
    plan: Plan, bits: int, missing: Mapping[tuple[str, int], ir.Missing | ir.Nothing]
) -> Iterator[Reason]:
    for index, reason in enumerate(plan.reasons):
        if bits >> index & 1:
            yield told(reason, missing)


# ---- Arrow


def arrow_type(figure: FigureColumn, compact: bool = False) -> Any:
    """Return the type of a figure's column; *compact*: as it lies in a file."""
    import pyarrow

    if figure.places is not None:
        decimal = pyarrow.decimal64 if compact else pyarrow.decimal128
        return decimal(DIGITS, figure.places)
    if figure.is_state:
        return pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    return pyarrow.string()


def arrow_column(
    figure: FigureColumn, numbers: Any, known: Any, texts: Sequence[Any], compact: bool = False
) -> Any:
    """Return a column of a figure from one-dimensional arrays; *known* None where all are."""
    import numpy
    import pyarrow

    if figure.places is not None:
        if compact:
            words = numpy.ascontiguousarray(numbers)
        else:
            words = numpy.empty((len(numbers), 2), numpy.int64)
            words[:, 0] = numbers
            numpy.right_shift(words[:, 0], 63, out=words[:, 1])
        bitmap = None
        if known is not None:
            bitmap = pyarrow.py_buffer(numpy.packbits(known, bitorder="little"))
        buffers = [bitmap, pyarrow.py_buffer(words)]
        return pyarrow.Array.from_buffers(arrow_type(figure, compact), len(numbers), buffers)
    mask = None if known is None else ~known
    indices = pyarrow.array(numbers.astype(numpy.int32), mask=mask)
    found = pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(texts, pyarrow.string()))
    return found if figure.is_state else found.cast(pyarrow.string())
