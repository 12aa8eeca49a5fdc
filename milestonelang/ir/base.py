"""What every operation is built on: ids, exact values, and the roles of its fields."""

from fractions import Fraction
from typing import NewType

ValueId = NewType("ValueId", int)
Exact = Fraction | int | bool | str

ARGUMENT = "argument"  # computed before its operation, in the same period
FEED = "feed"  # read at the end of the period, for the next
DATED = "dated"  # arguments, each after the day since when it is in force
LINES = "lines"  # records whose fields have roles of their own
