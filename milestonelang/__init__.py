"""A small language for the economic terms of partner contracts.

Four functions do the most of it; `docs/python.md` describes all, with their results.

    terms = milestonelang.load("northwind.terms")
    checked = milestonelang.check(terms)
    statement = milestonelang.evaluate(checked, data=["quarterly.csv"])
    page = milestonelang.build(checked, to="html")

They are imported when they are first used, so that importing the package costs nothing.
"""

from typing import TYPE_CHECKING, Any

from milestonelang.version import VERSION as __version__

if TYPE_CHECKING:
    from milestonelang.api import (
        Checked,
        Diagnostic,
        Evaluation,
        Figure,
        InputError,
        MilestoneError,
        PeriodStatement,
        Terms,
        TermsError,
        advise,
        batch,
        build,
        check,
        diff,
        evaluate,
        load,
        new,
        prove,
        redline,
        simulate,
        statement_of,
        why,
    )

__all__ = [
    "Checked",
    "Diagnostic",
    "Evaluation",
    "Figure",
    "InputError",
    "MilestoneError",
    "PeriodStatement",
    "Terms",
    "TermsError",
    "__version__",
    "advise",
    "batch",
    "build",
    "check",
    "diff",
    "evaluate",
    "load",
    "new",
    "prove",
    "redline",
    "simulate",
    "statement_of",
    "why",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from milestonelang import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
