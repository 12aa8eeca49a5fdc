"""Run what is not milestonelang without the tracer of coverage, which takes two thirds of the time.

Only for code that calls nothing of milestonelang: libraries that read documents back, and the
second computation of contracts. Nothing that is covered is left out.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def without_tracer() -> Iterator[None]:
    """Put the tracer aside for a while."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def untraced(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function so that it runs without the tracer."""

    @wraps(function)
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        with without_tracer():
            return function(*arguments, **named)

    return run


def traced_first(count: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a function of which only so many calls are traced: the examples of a drawn test.

    What is drawn later seldom comes to a line that none before it came to.
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        calls = 0

        @wraps(function)
        def run(*arguments: P.args, **named: P.kwargs) -> R:
            nonlocal calls
            calls += 1
            with nullcontext() if calls <= count else without_tracer():
                return function(*arguments, **named)

        return run

    return decorated
