"""Nodes of declarations, and the check that none is named by a word of the language."""

from collections.abc import Iterable
from typing import Any, Final

from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.syntax import ast, problems
from milestonelang.syntax.builder import Builder, Make, block_of
from milestonelang.syntax.reserved import reserved_for_units, reserved_words
from milestonelang.syntax.tree import Tree

_KINDS: Final[dict[type[ast.Node], str]] = {
    ast.Needs: "what a module needs",
    ast.Contract: "a contract",
    ast.Party: "a party",
    ast.Segment: "a segment",
    ast.Parameter: "a parameter",
    ast.Source: "a source",
    ast.Metric: "a metric",
    ast.Index: "an index",
    ast.Schedule: "a schedule",
    ast.Payment: "a payment",
    ast.Limit: "a limit",
    ast.Balance: "a balance",
    ast.Split: "a split",
    ast.Event: "an event",
    ast.Milestone: "a milestone",
    ast.Trigger: "a trigger",
    ast.Obligation: "an obligation",
    ast.Audit: "an audit",
    ast.Dispute: "a dispute",
    ast.Review: "a review",
    ast.Exit: "an exit",
    ast.Amendment: "an amendment",
    ast.Guarantee: "a guarantee",
    ast.Assume: "an assumption",
    ast.Assert: "an assertion",
    ast.Example: "an example",
    ast.Clause: "a clause",
    ast.TableOf: "a table",
}


def refuse_reserved_names(declarations: Iterable[ast.Declaration], sink: Sink) -> None:
    """Report each declaration whose name is a word of the language, where it is declared."""
    for declaration in declarations:
        match declaration:
            case ast.Use():
                if declaration.alias is not None:
                    _refuse(declaration.alias, "a module", reserved_words(), sink)
                continue
            case ast.Contract() | ast.Amendment():
                refuse_reserved_names(_revised(declaration), sink)
            case ast.Unit():
                for name in (declaration.name, declaration.plural):
                    if name is not None:
                        _refuse(name, "a unit", reserved_for_units(), sink)
                continue
            case _:
                pass
        _refuse(declaration.name, _KINDS[type(declaration)], reserved_words(), sink)


def _revised(declaration: ast.Contract | ast.Amendment) -> list[ast.Declaration]:
    return [
        line.declaration for line in declaration.lines if isinstance(line, ast.Replaces | ast.Adds)
    ]


def _refuse(name: ast.Name, kind: str, reserved: frozenset[str], sink: Sink) -> None:
    if name.text in reserved:
        sink.report(problems.reserved_name(name.span, name.text, kind))


def _unit(builder: Builder, tree: Tree) -> ast.Unit:
    name, title, plural, divisible, *notes = builder.values(tree.children)
    unit: ast.Unit = builder.make(
        ast.Unit, tree, name, title, plural, bool(divisible), tuple(notes)
    )
    return unit


_BLOCKS: Final[dict[str, tuple[Any, int]]] = {
    "use_file": (ast.Use, 2),
    "use_module": (ast.Use, 2),
    "needs": (ast.Needs, 3),
    "contract": (ast.Contract, 2),
    "party": (ast.Party, 2),
    "segment": (ast.Segment, 3),
    "parameter": (ast.Parameter, 4),
    "source": (ast.Source, 2),
    "metric": (ast.Metric, 3),
    "index": (ast.Index, 3),
    "schedule": (ast.Schedule, 4),
    "payment": (ast.Payment, 2),
    "limit": (ast.Limit, 2),
    "balance": (ast.Balance, 3),
    "split": (ast.Split, 2),
    "event": (ast.Event, 3),
    "milestone": (ast.Milestone, 2),
    "trigger": (ast.Trigger, 2),
    "obligation": (ast.Obligation, 2),
    "audit": (ast.Audit, 2),
    "dispute": (ast.Dispute, 2),
    "review": (ast.Review, 2),
    "exit": (ast.Exit, 2),
    "amendment": (ast.Amendment, 2),
    "guarantee": (ast.Guarantee, 2),
    "assume": (ast.Assume, 2),
    "assert": (ast.Assert, 2),
    "example": (ast.Example, 2),
    "clause": (ast.Clause, 2),
    "table": (ast.TableOf, 2),
    "table_rows": (ast.Rows, 0),
}
MAKERS: Final[dict[str, Make]] = {
    **{name: block_of(node, fixed) for name, (node, fixed) in _BLOCKS.items()},
    "unit": _unit,
}
"""The rules of declarations."""
