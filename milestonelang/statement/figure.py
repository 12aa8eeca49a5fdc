"""A figure: a value, its type, and what is missing where it is not known."""

from fractions import Fraction

from milestonelang import records
from milestonelang.types import Type

Exact = Fraction | int | bool | str


@records.frozen
class Figure:
    """One value, its type, and what is missing where *value* is None."""

    value: Exact | None
    type: Type
    pending: tuple[str, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether the value is not known yet."""
        return self.value is None

    @property
    def amount(self) -> Fraction:
        """The value of a figure that is a known number; raises ValueError for any other."""
        if isinstance(self.value, Fraction):
            return self.value
        raise ValueError("the figure is pending" if self.value is None else "not a number")
