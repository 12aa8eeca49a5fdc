"""Whole numbers by chance, many at once: the same for the same seed, with every numpy.

In: a seed. Out: columns of numbers. They come from a counter that is stirred (the steps are those
of splitmix64), so that no generator of a library has to stay as it is.
"""

from typing import Any

_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


class Chance:
    """Gives numbers; each is given once."""

    def __init__(self, seed: int) -> None:
        self._next = seed

    def below(self, end: int, shape: tuple[int, ...]) -> Any:
        """Return numbers from 0 up to and without *end*, which is at most 2^52."""
        import numpy

        count = 1
        for each in shape:
            count *= each
        with numpy.errstate(over="ignore"):
            state = numpy.arange(self._next + 1, self._next + count + 1, dtype=numpy.uint64)
            state *= numpy.uint64(_STEP)
            state = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(_FIRST)
            state = (state ^ (state >> numpy.uint64(27))) * numpy.uint64(_SECOND)
            state ^= state >> numpy.uint64(31)
        self._next += count
        return ((state >> numpy.uint64(11)) % numpy.uint64(end)).astype(numpy.int64).reshape(shape)

    def of(self, values: Any, shape: tuple[int, ...]) -> Any:
        """Return values, each one of a column."""
        return values[self.below(len(values), shape)]
