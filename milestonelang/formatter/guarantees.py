"""The lines of guarantees, assumptions, assertions and examples."""

from typing import assert_never

from milestonelang.formatter.expressions import SUM, amount, condition, window
from milestonelang.formatter.printed import Printed, block, header, line, tested
from milestonelang.syntax import ast

Declared = ast.Guarantee | ast.Assume | ast.Assert | ast.Example
Line = ast.Property | ast.ForEvery | ast.Given | ast.GivenRows | ast.GivenEvents | ast.Then


def print_guarantee(node: Declared) -> Printed:
    """Print the header of a guarantee, an assumption, an assertion or an example."""
    match node:
        case ast.Guarantee():
            return block(header("guarantee", node), node.lines)
        case ast.Assume():
            return block(header("assume", node), node.lines)
        case ast.Assert():
            return block(header("assert", node), node.lines)
        case ast.Example():
            return block(header("example", node), node.lines)
        case _:
            assert_never(node)


def print_guarantee_line(node: Line) -> Printed:
    """Print a property, or a part of an example."""
    match node:
        case ast.Always():
            if node.within is None:
                return tested("", node.condition)
            return line(f"{condition(node.condition)}{_within(node.within)}")
        case ast.Bounded():
            limit = f"{node.bound.value} {amount(node.limit)} {window(node.window)}"
            return line(f"{amount(node.amount, SUM)} is {limit}{_within(node.within)}")
        case ast.AsUnder():
            terms = f'{node.bound.value} as under "{node.terms.value}"'
            return line(f"{amount(node.amount, SUM)} is {terms}{_within(node.within)}")
        case ast.Monotone():
            moves = f"never {node.never.value} when {node.input.text} {node.when.value}"
            return line(f"{amount(node.amount, SUM)} {moves}{_within(node.within)}")
        case ast.MovesBy():
            most = f"moves by at most {amount(node.at_most, SUM)}"
            when = f"when {node.input.text} moves by {amount(node.by, SUM)}"
            return line(f"{amount(node.amount, SUM)} {most} {when}")
        case ast.StepBy():
            most = f"{node.movement.value} by at most {amount(node.at_most, SUM)}"
            steps = f"from {node.each.value} to {node.each.value}"
            return line(f"{amount(node.amount, SUM)} {most} {steps}")
        case ast.Restating():
            metric = "any metric" if node.metric is None else node.metric.text
            moved = f"moves {amount(node.amount, SUM)} by at most {amount(node.at_most, SUM)}"
            return line(f"restating {metric} by {amount(node.by, SUM)} {moved}")
        case ast.NoTimingGain():
            gain = f"gains at most {amount(node.at_most, SUM)}"
            return line(f"moving {node.metric.text} to the next period {gain}")
        case ast.NoSplitGain():
            gain = f"gains at most {amount(node.at_most, SUM)}"
            return line(f"splitting one row of {node.source.text} in two {gain}")
        case ast.CanBeAchieved():
            by = "" if node.by is None else f" by {amount(node.by, SUM)}"
            return line(f"{node.milestone.text} can be achieved{by}")
        case ast.Can():
            return line(f"{node.trigger.text} can {node.ability.value}")
        case ast.Every():
            return line(f"every {node.assurance.value}")
        case ast.NothingStranded():
            return line("on every exit, everything held is released or forfeited")
        case ast.NoGap():
            return line(f"bands of {node.table.text} have no gap")
        case ast.ForEvery():
            return line(f"for every {', '.join(ref.text for ref in node.parameters)}")
        case ast.Given():
            return block("given", (node.grid,))
        case ast.GivenRows():
            return block(f"rows of {node.source.text}", (node.grid,))
        case ast.GivenEvents():
            return block("events", (node.grid,))
        case ast.Then():
            return block("then", (node.grid,))
        case _:
            assert_never(node)


def _within(within: ast.Expr | None) -> str:
    return "" if within is None else f" within {amount(within, SUM)}"
