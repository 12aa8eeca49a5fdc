"""Make a program of a checked agreement, and say which events do what."""

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.lowering.lower import lower
from milestonelang.passes import PIPELINE

HAPPENS = frozenset({"evidence", "delivery", "decision"})
CLAIMS = frozenset({"payment", "dispute", "resolution", "audit"})


def compile_program(
    agreement: decl.Agreement,
    settings: dict[str, ir.Exact],
    given: frozenset[str],
    holidays: frozenset[int],
    ends: ir.Ending | None = None,
    after: int = 0,
    claims: frozenset[decl.Claim] = frozenset(),
) -> ir.Program:
    """Return the program of an agreement after every pass.

    It may end early, and goes on for *after* periods once it has ended. *claims*: the kinds
    of properties whose values it computes too.
    """
    program = lower(agreement, settings, given, holidays, ends, after, claims)
    for each in PIPELINE:
        program = each(program)
    return program
