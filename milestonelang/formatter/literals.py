"""Figures, dates, texts and types as they are written."""

from typing import assert_never

from milestonelang.syntax import ast
from milestonelang.syntax.literals import format_number

Literal = (
    ast.Money
    | ast.Number
    | ast.Percent
    | ast.BasisPoints
    | ast.Points
    | ast.Quantity
    | ast.Duration
    | ast.Date
    | ast.Period
    | ast.Truth
    | ast.Unknown
    | ast.Text
)


def print_literal(node: Literal) -> str:
    """Return a literal with its thousands grouped and its unit in the right number."""
    match node:
        case ast.Money():
            return f"{node.currency} {format_number(node.value, node.decimals)}"
        case ast.Number():
            return format_number(node.value, node.decimals)
        case ast.Percent():
            return f"{format_number(node.value * 100, node.decimals)}%"
        case ast.BasisPoints():
            return f"{format_number(node.value * 10_000, node.decimals)} bps"
        case ast.Points():
            return f"{format_number(node.value * 100, node.decimals)} pp"
        case ast.Quantity():
            return f"{format_number(node.value, node.decimals)} {node.unit.text}"
        case ast.Duration():
            words = format_number(node.value, node.decimals)
            return f"{words} {node.unit.value}{'' if node.value == 1 else 's'}"
        case ast.Date():
            return node.value.isoformat()
        case ast.Period():
            return _period(node)
        case ast.Truth():
            return "true" if node.value else "false"
        case ast.Unknown():
            return "unknown"
        case ast.Text():
            return print_text(node)
        case _:
            assert_never(node)


def _period(node: ast.Period) -> str:
    if node.unit is ast.TimeUnit.YEAR:
        return f"FY{node.year:04}"
    if node.unit is ast.TimeUnit.QUARTER:
        return f"{node.year:04}-Q{node.number}"
    return f"{node.year:04}-{node.number:02}"


def print_text(node: ast.Text) -> str:
    '''Return a text in quotes, or between `"""` if it has several lines or a quote in it.'''
    value = node.value
    if "\n" in value or '"' in value:
        return f'"""\n{value}\n"""'
    return f'"{value}"'


def print_count(count: int, unit: ast.TimeUnit) -> str:
    """Return `4 quarters`, `1 year`."""
    return f"{count:,} {print_unit(count, unit)}"


def print_unit(count: int, unit: ast.TimeUnit) -> str:
    """Return a unit of time in the right number."""
    return unit.value if count == 1 else f"{unit.value}s"


def print_type(node: ast.TypeExpr) -> str:
    """Return a type as it is written."""
    match node:
        case ast.PlainType():
            return node.kind.value
        case ast.MoneyType():
            return "money" if node.currency is None else f"money in {node.currency}"
        case ast.CountType():
            return f"count of {node.unit.text}"
        case ast.DurationType():
            return f"duration in {node.unit.value}s"
        case ast.ChoiceType():
            return f"one of {', '.join(value.text for value in node.values)}"
        case ast.PerType():
            return f"{print_type(node.amount)} per {node.unit.text}"
        case _:
            assert_never(node)
