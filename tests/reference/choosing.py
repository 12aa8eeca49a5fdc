"""Choices among what a contract can say, read from bytes that hypothesis draws all at once.

One draw of many bytes takes a tenth of the time of many draws of a number each. It shrinks as well:
a byte of nought is the first of the options.
"""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
ENOUGH = 640  # the longest contract takes some 450


def choices() -> "st.SearchStrategy[Chooser]":
    """Draw choices."""
    return st.binary(min_size=ENOUGH, max_size=ENOUGH).map(Chooser)


class Chooser:
    """Choices, each read from the bytes that come next; after the last byte all are nought."""

    def __init__(self, drawn: bytes) -> None:
        self._drawn, self._at = drawn, 0

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        if low == high:
            return low
        count = ((high - low).bit_length() + 7) // 8
        own = self._drawn[self._at : self._at + count]
        self._at += count
        return low + int.from_bytes(own, "big") % (high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[self.number(0, len(options) - 1)]

    def chance(self, tenths: int) -> bool:
        """True so many times in ten."""
        return tenths > 0 and self.number(0, 9) >= 10 - tenths
