"""The lines of parameters, sources, metrics, indices and schedules."""

from typing import assert_never

from milestonelang.formatter.expressions import SUM, amount, duration, within
from milestonelang.formatter.literals import print_type
from milestonelang.formatter.printed import Printed, block, header, line
from milestonelang.syntax import ast

Declared = ast.Segment | ast.Parameter | ast.Source | ast.Metric | ast.Index | ast.Schedule
Line = (
    ast.Value
    | ast.Range
    | ast.Column
    | ast.KeptBy
    | ast.DatedBy
    | ast.OrderedBy
    | ast.ComputedAs
    | ast.ComputedBy
    | ast.BaselineIs
    | ast.ReportedBy
    | ast.RollsUp
    | ast.InForce
    | ast.RestatedFor
    | ast.Audited
    | ast.OnlyWindDown
    | ast.Weight
    | ast.AddsUpTo
)


def print_data(node: Declared) -> Printed:
    """Print the header of a declaration of data."""
    match node:
        case ast.Segment():
            return block(header("segment", node, node.type), node.lines)
        case ast.Parameter():
            by = "" if node.segment is None else f" by {node.segment.text}"
            return block(f"{header('parameter', node, node.type)}{by}", node.lines)
        case ast.Source():
            return block(header("source", node), node.lines)
        case ast.Metric():
            return block(header("metric", node, node.type), node.lines)
        case ast.Index():
            return block(f"{header('index', node)} by {node.by.value}", node.lines)
        case ast.Schedule():
            types = f"from {print_type(node.argument)} to {print_type(node.result)}"
            return block(f"{header('schedule', node)} {types}", node.lines)
        case _:
            assert_never(node)


def print_data_line(node: Line) -> Printed:
    """Print a line of a declaration of data."""
    match node:
        case ast.Value():
            return line(_value(node))
        case ast.Range():
            words = f"between {amount(node.low, SUM)} and {amount(node.high, SUM)}"
            step = "" if node.step is None else f" in steps of {amount(node.step, SUM)}"
            return line(f"{words}{step}")
        case ast.Column():
            return line(_column(node))
        case ast.KeptBy():
            return line(f"kept by {node.party.text}")
        case ast.DatedBy():
            return line(f"dated by {node.column.text}")
        case ast.OrderedBy():
            return line(f"ordered by {', '.join(column.text for column in node.columns)}")
        case ast.ComputedAs():
            return line(f"computed as {amount(node.amount)}")
        case ast.ComputedBy():
            return block("computed as", node.lines)
        case ast.BaselineIs():
            return line(f"baseline {amount(node.amount, SUM)}{_start(node.start)}")
        case ast.ReportedBy():
            often = "" if node.frequency is None else f" {node.frequency.value}"
            limit = "" if node.within is None else f" {within(node.within)}"
            return line(f"reported{often} by {node.party.text}{limit}")
        case ast.RollsUp():
            return line(node.how.value)
        case ast.InForce():
            return line("in force until the next")
        case ast.RestatedFor():
            return line(f"restated for at most {duration(node.duration)}")
        case ast.Audited():
            return line(f"audited {node.frequency.value}")
        case ast.OnlyWindDown():
            return line("only during the wind down")
        case ast.Weight():
            return line(f"{node.period} {amount(node.value, SUM)}")
        case ast.AddsUpTo():
            return line(f"adds up to {amount(node.total, SUM)}")
        case _:
            assert_never(node)


def _value(node: ast.Value) -> str:
    words = f"value {', '.join(amount(value) for value in node.values)}"
    if node.segments:
        words += f" for {', '.join(name.text for name in node.segments)}"
    elif node.is_otherwise:
        words += " otherwise"
    return f"{words}{_start(node.start)}"


def _start(start: ast.Expr | None) -> str:
    return "" if start is None else f" from {amount(start, SUM)}"


def _column(node: ast.Column) -> str:
    words = f"column {node.name.text} is {print_type(node.type)}"
    words += ", unique" if node.is_unique else ""
    words += ", may be empty" if node.may_be_empty else ""
    return words if node.computed_as is None else f"{words} computed as {amount(node.computed_as)}"
