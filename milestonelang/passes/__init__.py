"""Passes over a program: each takes a valid `ir.Program` and returns one that means the same."""

from collections.abc import Callable

from milestonelang.ir import Program
from milestonelang.passes.validate import validate

PIPELINE: tuple[Callable[[Program], Program], ...] = (validate,)
