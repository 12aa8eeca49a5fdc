"""Memory for columns: arrays that begin where a line of the processor's cache begins."""

from math import prod
from typing import Any

LINE = 64


def columns(*shape: int) -> Any:
    """Return an array of 64-bit integers of that shape; what stands in it is not said."""
    import numpy

    size = prod(shape)
    room = numpy.empty(size + LINE // 8, numpy.int64)
    skip = -room.ctypes.data % LINE // 8
    return room[skip : skip + size].reshape(shape)
