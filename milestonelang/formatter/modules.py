"""The contract, its parties and units, modules, clauses, tables, amendments and notes."""

from typing import assert_never

from milestonelang.formatter.expressions import amount, day_of_year, duration
from milestonelang.formatter.literals import print_literal, print_text, print_type
from milestonelang.formatter.printed import Printed, block, header, line
from milestonelang.syntax import ast

Declared = (
    ast.Use
    | ast.Needs
    | ast.Contract
    | ast.Party
    | ast.Unit
    | ast.Clause
    | ast.TableOf
    | ast.Amendment
)
ContractLine = (
    ast.Version
    | ast.Effective
    | ast.Settled
    | ast.YearsStart
    | ast.MonthEndsRoll
    | ast.BusinessDaysIn
    | ast.DueDatesRoll
    | ast.NoticesReceived
    | ast.OppositeSetOff
    | ast.Renewed
    | ast.Law
    | ast.BasedOn
    | ast.Core
)
Line = (
    ast.Setting
    | ast.Titled
    | ast.DescribedAs
    | ast.ClauseText
    | ast.Rows
    | ast.EffectiveFrom
    | ast.AgreedBy
    | ast.Removes
)


def print_module_part(node: Declared) -> Printed:
    """Print the header of a declaration."""
    match node:
        case ast.Use():
            module = node.module
            words = module.text if isinstance(module, ast.Ref) else print_text(module)
            alias = "" if node.alias is None else f" as {node.alias.text}"
            return block(f"use {words}{alias}", node.lines)
        case ast.Needs():
            type = "" if node.type is None else f" is {print_type(node.type)}"
            return block(f"needs {node.kind.value} {node.name.text}{type}", node.lines)
        case ast.Contract():
            return block(header("contract", node), node.lines)
        case ast.Party():
            return block(header("party", node), node.lines)
        case ast.Unit():
            plural = "" if node.plural is None else f", plural {node.plural.text}"
            divisible = ", divisible" if node.is_divisible else ""
            words = f"unit {node.name.text}" if node.title is None else header("unit", node)
            return block(f"{words}{plural}{divisible}", node.lines)
        case ast.Clause():
            return block(header("clause", node), node.lines)
        case ast.TableOf():
            return block(header("table", node), node.lines)
        case ast.Amendment():
            return block(header("amendment", node), node.lines)
        case _:
            assert_never(node)


def print_contract_line(node: ContractLine) -> Printed:
    """Print a line of the contract."""
    match node:
        case ast.Version():
            return line(f"version {print_text(node.text)}")
        case ast.Effective():
            return line(f"effective {print_literal(node.start)} until {print_literal(node.end)}")
        case ast.Settled():
            return line(f"settled {node.frequency.value} in {node.currency}")
        case ast.YearsStart():
            day = node.day
            words = print_literal(day) if isinstance(day, ast.Date) else day_of_year(day)
            return line(f"years start on {words}")
        case ast.MonthEndsRoll():
            return line(f"month ends roll {node.roll.value}")
        case ast.BusinessDaysIn():
            return line(f"business days in {node.calendar}")
        case ast.DueDatesRoll():
            return line(f"due dates roll {node.roll.value} to a business day")
        case ast.NoticesReceived():
            return line(f"notices received {duration(node.after)} after sending")
        case ast.OppositeSetOff():
            return line("opposite amounts set off")
        case ast.Renewed():
            notice = f"unless notice of {duration(node.notice)}"
            return line(f"renewed for {duration(node.duration)} {notice}")
        case ast.Law():
            return line(f"law {print_text(node.text)}")
        case ast.BasedOn():
            return line(f"based on {print_text(node.terms)}")
        case ast.Core():
            return line(f"core {', '.join(name.text for name in node.names)}")
        case _:
            assert_never(node)


def print_module_line(node: Line) -> Printed:
    """Print a line of a module's use, a party, a clause, a table or an amendment."""
    match node:
        case ast.Setting():
            values = ", ".join(amount(value) for value in node.values)
            return line(f"{node.name.text} is {values}")
        case ast.Titled():
            whose = "" if node.name is None else f"{node.name.text} "
            return line(f"titled {whose}{print_text(node.title)}")
        case ast.DescribedAs():
            return line(f"described as {print_text(node.text)}")
        case ast.ClauseText():
            return line(print_text(node.text))
        case ast.Rows():
            return block("rows", (node,))
        case ast.EffectiveFrom():
            return line(f"effective {amount(node.date)}")
        case ast.AgreedBy():
            return line(f"agreed by {node.party.text} on {amount(node.date)}")
        case ast.Removes():
            return line(f"removes {', '.join(name.text for name in node.names)}")
        case _:
            assert_never(node)


def print_note(node: ast.Note) -> Printed:
    """Print a line that any declaration may carry."""
    match node:
        case ast.Means():
            return line(f"means {print_text(node.text)}")
        case ast.Because():
            return line(f"because {print_text(node.text)}")
        case ast.Accept():
            return line(f"accept {node.code} because {print_text(node.reason)}")
        case _:
            assert_never(node)
