"""Columns of many partners' figures: from Arrow to whole numbers at a known scale, exactly.

In: an Arrow column, the type of its figures and the reader of their text. Out: `Figures`: whole
numbers, which are missing, which do not fit, and what is wrong with which cell. Promised: what is
read is what the plain reader would read of the same text; a decimal percentage is a part of one;
no column of binary floating point numbers is read; nothing is rounded.
"""

from fractions import Fraction
from typing import Any

from milestonelang import records
from milestonelang.data.cells import ReadCell
from milestonelang.data.model import Exact
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.types import Choice, Count, Date, Money, Percent, Truth, Type

_MOST_PLACES = 12


@records.frozen(eq=False)
class Figures:
    """A column. *odd* are the figures that are not whole at the scale, or too large, by row;
    *bad* what is wrong with a cell, by row.
    """

    numbers: Any
    missing: Any
    odd: dict[int, Exact]
    bad: dict[int, str]


def is_exact(kind: Any) -> bool:
    """Whether a column of this Arrow type can be read exactly."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_decimal(kind) and kind.scale < 0:
        return False  # digits that nobody reported would stand for noughts
    return any(
        test(kind)
        for test in (
            types.is_decimal32,
            types.is_decimal64,
            types.is_decimal128,
            types.is_integer,
            types.is_string,
            types.is_large_string,
            types.is_boolean,
            types.is_date32,
            types.is_null,
        )
    )


def is_whole_number(kind: Any) -> bool:
    """Whether a column of this Arrow type has whole numbers."""
    from pyarrow import types

    return bool(types.is_integer(kind))


def is_key(kind: Any) -> bool:
    """Whether a column of this Arrow type can name partners."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return any(test(kind) for test in (types.is_string, types.is_large_string, types.is_integer))


def scale_of(kind: Any, type: Type, natural: int) -> int:
    """Return the scale at which to read a column: its own where that is finer than is natural.

    Money and counts are read at their own: what is finer than a cent is no amount.
    """
    from pyarrow import types

    if isinstance(type, Money | Count):
        return natural
    if types.is_decimal(kind) and 0 < kind.scale <= _MOST_PLACES:
        return max(natural, int(10**kind.scale))
    return natural


def one_array(column: Any) -> Any:
    """Return a column as one array, without a copy where it is one already."""
    chunks = getattr(column, "chunks", [column])
    return chunks[0] if len(chunks) == 1 else column.combine_chunks()


def plain_numbers(column: Any, type: Type, scale: int) -> Any:
    """Return a column all of whose figures stand at *scale*, as it lies in memory; else None."""
    import numpy
    from pyarrow import types

    column, kind = one_array(column), column.type
    if column.null_count or not _adds_up(type):
        return None
    is_amount = not isinstance(type, Percent)
    step = 0
    if types.is_decimal128(kind) and kind.precision <= 18 and 10**kind.scale == scale:
        step = 2
    elif types.is_decimal64(kind):
        step = int(10**kind.scale == scale)
    elif types.is_int64(kind):
        step = int(scale == 1 and is_amount)
    if not step:
        return None
    first = column.offset * step
    words = numpy.frombuffer(column.buffers()[1], numpy.int64)
    return words[first : first + len(column) * step : step]


def are_letters_and_digits(texts: Any) -> bool:
    """Whether all texts of an array are there and have ASCII letters and digits only."""
    import numpy
    from pyarrow import types

    if texts.null_count or not len(texts) or not types.is_string(texts.type):
        return False
    _, ends, content = texts.buffers()
    places = numpy.frombuffer(ends, numpy.int32)[texts.offset : texts.offset + len(texts) + 1]
    if not (places[1:] > places[:-1]).all():
        return False
    letters = numpy.frombuffer(content, numpy.uint8)[places[0] : places[-1]]
    plain = numpy.zeros(256, bool)
    plain[[*b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]] = True
    return bool(plain[letters].all())


def read_column(column: Any, type: Type, scale: int, read: ReadCell) -> Figures:
    """Return the figures of an Arrow array."""
    import numpy
    from pyarrow import types

    kind = column.type
    missing = numpy.asarray(column.is_null().to_numpy(zero_copy_only=False))
    if types.is_decimal(kind) and _adds_up(type):
        if not types.is_decimal128(kind):
            import pyarrow

            kind = pyarrow.decimal128(kind.precision, kind.scale)
            column = column.cast(kind)
        return _decimals(column, missing, kind, scale)
    if types.is_integer(kind) and _adds_up(type) and not isinstance(type, Percent):
        return _integers(column, missing, scale)
    if types.is_boolean(kind) and isinstance(type, Truth):
        numbers = column.fill_null(False).cast("int64").to_numpy(zero_copy_only=False)
        return Figures(numpy.asarray(numbers), missing, {}, {})
    if types.is_date32(kind) and isinstance(type, Date):
        days = column.cast("int32").fill_null(0).to_numpy(zero_copy_only=False)
        return Figures(days.astype(numpy.int64) + 719163, missing, {}, {})
    return _texts(column, missing, type, scale, read)


def within(figures: Figures, low: Fraction, high: Fraction, scale: int, say: Any) -> None:
    """Note the figures beyond a range; *say* puts a number into words."""
    import numpy

    numbers = figures.numbers
    if not len(numbers):
        return
    first, last = -(-low * scale // 1), high * scale // 1
    if first <= int(numbers.min()) and int(numbers.max()) <= last:
        return
    limits = numpy.iinfo(numpy.int64)
    first, last = max(int(first), limits.min), min(int(last), limits.max)
    outside = ((numbers < first) | (numbers > last)) & ~figures.missing
    for at in numpy.flatnonzero(outside):
        if int(at) not in figures.odd:
            figures.bad.setdefault(int(at), say(Fraction(int(numbers[at]), scale)))


def _adds_up(type: Type) -> bool:
    return not isinstance(type, Choice | Truth | Date)


def _decimals(column: Any, missing: Any, kind: Any, scale: int) -> Figures:
    import numpy

    words = numpy.frombuffer(column.buffers()[1], numpy.int64).reshape(-1, 2)
    words = words[column.offset : column.offset + len(column)]
    low, high = numpy.ascontiguousarray(words[:, 0]), words[:, 1]
    odd: dict[int, Exact] = {}
    if kind.precision > 18:
        wide = (high != low >> 63) & ~missing
        for at in numpy.flatnonzero(wide):
            odd[int(at)] = Fraction(column[int(at)].as_py())
    if column.null_count:
        low[missing] = 0
    own = 10**kind.scale
    return _rescaled(low, missing, own, scale, odd)


def _integers(column: Any, missing: Any, scale: int) -> Figures:
    import numpy

    odd: dict[int, Exact] = {}
    if str(column.type) == "uint64":
        texts = column.fill_null(0).to_numpy(zero_copy_only=False)
        for at in numpy.flatnonzero(texts > numpy.iinfo(numpy.int64).max):
            odd[int(at)] = Fraction(int(texts[at]))
        numbers = texts.astype(numpy.int64)
    else:
        numbers = column.fill_null(0).cast("int64").to_numpy(zero_copy_only=False)
    return _rescaled(numpy.array(numbers), missing, 1, scale, odd)


def _rescaled(numbers: Any, missing: Any, own: int, scale: int, odd: dict[int, Exact]) -> Figures:
    import numpy

    factor = Fraction(scale, own)
    # What is odd already is wider than a word, and its number is but the lower half of it.
    if factor.denominator > numpy.iinfo(numpy.int64).max:
        odd = {int(at): Fraction(int(numbers[at]), own) for at in numpy.flatnonzero(numbers)} | odd
        numbers = numpy.zeros_like(numbers)
    elif factor.denominator != 1:
        rest = numpy.flatnonzero(numbers % factor.denominator)
        odd = {int(at): Fraction(int(numbers[at]), own) for at in rest} | odd
        numbers = numbers // factor.denominator
    if factor.numerator != 1:
        most = numpy.iinfo(numpy.int64).max // factor.numerator
        if len(numbers) and (int(numbers.max()) > most or int(numbers.min()) < -most):
            for at in numpy.flatnonzero((numbers > most) | (numbers < -most)):
                odd.setdefault(int(at), Fraction(int(numbers[at]), own))
                numbers[at] = 0
        numbers = numbers * factor.numerator
    return Figures(numbers, missing, odd, {})


def _texts(column: Any, missing: Any, type: Type, scale: int, read: ReadCell) -> Figures:
    """Read a column by its distinct texts."""
    import numpy
    from pyarrow import types

    if not types.is_dictionary(column.type):
        column = column.cast("string").dictionary_encode()
    texts = column.dictionary.cast("string").to_pylist()
    indices = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
    names = type.values if isinstance(type, Choice) else ()
    numbers = numpy.zeros(max(1, len(texts)), numpy.int64)
    strange: dict[int, Exact] = {}
    wrong: dict[int, str] = {}
    empty: set[int] = set()
    for at, text in enumerate(texts):
        value = None if text in (None, "") else read(text)
        if value is None:
            empty.add(at)
        elif isinstance(value, Diagnostic):
            wrong[at] = value.message
        elif isinstance(value, str):
            numbers[at] = names.index(value)
        else:
            number = Fraction(value) * scale
            if number.denominator == 1 and abs(number) < 1 << 62:
                numbers[at] = int(number)
            else:
                strange[at] = value
    if empty:
        missing = missing | numpy.isin(indices, sorted(empty))
    odd, bad = (
        {
            int(row): found[int(indices[row])]
            for row in numpy.flatnonzero(numpy.isin(indices, sorted(found)) & ~missing)
        }
        for found in (strange, wrong)
    )
    return Figures(numbers[indices] if len(texts) else numbers[:0], missing, odd, bad)  # type: ignore[arg-type]
