"""Amounts and conditions as they are written, with brackets only where they are needed.

Each node binds at a level; a node that binds less tightly than its place asks for stands in
brackets. The levels are the rules of the grammar, from a phrase to an atom.
"""

from typing import Final, assert_never

from milestonelang.formatter.literals import print_count, print_literal, print_text, print_unit
from milestonelang.syntax import ast

PHRASE: Final = 0
_POSTFIX: Final = 1
SUM: Final = 2
_PRODUCT: Final = 3
_PORTION: Final = 4
_SIGNED: Final = 5
_TIMED: Final = 6
ATOM: Final = 7
CONDITION: Final = 0
PLAIN: Final = 1


def amount(node: ast.Expr, level: int = PHRASE) -> str:
    """Return an amount, in brackets if it binds less tightly than *level*."""
    if is_condition(node):
        return f"({condition(node)})"
    words, own = _amount(node)
    return words if own >= level else f"({words})"


def condition(node: ast.Expr, level: int = CONDITION) -> str:
    """Return a condition on one line, in brackets if it binds less tightly than *level*."""
    words, own = _condition(node)
    return words if own >= level else f"({words})"


def operand(node: ast.Expr) -> str:
    """Return what an aggregate or a lag is of: a name, or anything in brackets."""
    return node.text if isinstance(node, ast.Ref) else f"({_either(node)})"


def share(node: ast.Expr) -> str:
    """Return a share: a percentage, a name, or anything in brackets."""
    if isinstance(node, ast.Percent | ast.BasisPoints):
        return print_literal(node)
    return operand(node)


def duration(node: ast.Expr) -> str:
    """Return a duration: a figure with its unit, a name, or anything in brackets."""
    return print_literal(node) if isinstance(node, ast.Duration) else operand(node)


def within(node: ast.Within) -> str:
    """Return a deadline."""
    words = f"within {duration(node.duration)}"
    match node.of:
        case None:
            return words
        case ast.Statement():
            return f"{words} of the statement"
        case _:
            return f"{words} of {amount(node.of, ATOM)}"


def rounding(mode: ast.RoundingMode, unit: ast.Expr | None) -> str:
    """Return how and to what something is rounded."""
    return f"rounded {mode.value} to {'the cent' if unit is None else amount(unit, SUM)}"


def window(node: ast.Window) -> str:
    """Return what a cap is measured over."""
    return "over the term" if node is ast.Window.TERM else f"per {node.value}"


def is_condition(node: ast.Expr) -> bool:
    """Whether a node can only be a condition."""
    return isinstance(
        node,
        ast.Compare
        | ast.IsOneOf
        | ast.IsKnown
        | ast.AppearsIn
        | ast.Not
        | ast.Joined
        | ast.Consecutive
        | ast.TimesInWindow
        | ast.AtAnyTime
        | ast.InPlace
        | ast.InMonth
        | ast.FromDate,
    )


def _either(node: ast.Expr) -> str:
    return condition(node) if is_condition(node) else amount(node)


def _condition(node: ast.Expr) -> tuple[str, int]:
    match node:
        case ast.Compare():
            sides = amount(node.left, SUM), amount(node.right, SUM)
            return f"{sides[0]} {node.comparator.value} {sides[1]}", PLAIN
        case ast.IsOneOf():
            return _one_of(node, "is one of"), PLAIN
        case ast.IsKnown():
            return f"{amount(node.operand, SUM)} is known", PLAIN
        case ast.AppearsIn():
            return f"{amount(node.operand, SUM)} appears in {node.column.text}", PLAIN
        case ast.Not():
            return _negation(node.operand), PLAIN
        case ast.Joined():
            joint = f" {node.junction.value} "
            return joint.join(condition(part, PLAIN) for part in node.conditions), CONDITION
        case ast.Consecutive():
            words = condition(node.condition, PLAIN)
            unit = print_unit(node.count, node.unit)
            return f"{words} for {node.count:,} consecutive {unit}", CONDITION
        case ast.TimesInWindow():
            words = condition(node.condition, PLAIN)
            last = print_count(node.count, node.unit)
            return f"{words} in {node.times:,} of the last {last}", CONDITION
        case ast.AtAnyTime():
            return f"{condition(node.condition, PLAIN)} at any time to date", CONDITION
        case ast.InPlace():
            return f"in the {node.place.value} {node.unit.value} of the {node.of.value}", PLAIN
        case ast.InMonth():
            return f"in {node.month.value}", PLAIN
        case ast.FromDate():
            return f"from {amount(node.date, SUM)}", PLAIN
        case _:
            # The parser makes no other node here; what a program builds is shown as it is.
            return amount(node), CONDITION


def _one_of(node: ast.IsOneOf, words: str) -> str:
    values = ", ".join(amount(value, SUM) for value in node.values)
    return f"{amount(node.operand, SUM)} {words} ({values})"


def _negation(node: ast.Expr) -> str:
    match node:
        case ast.IsOneOf():
            return _one_of(node, "is not one of")
        case ast.IsKnown():
            return f"{amount(node.operand, SUM)} is not known"
        case ast.AppearsIn():
            return f"{amount(node.operand, SUM)} does not appear in {node.column.text}"
        case _:
            return f"not {condition(node, PLAIN)}"


def _amount(node: ast.Expr) -> tuple[str, int]:
    match node:
        case (
            ast.Money()
            | ast.Number()
            | ast.Percent()
            | ast.BasisPoints()
            | ast.Points()
            | ast.Quantity()
            | ast.Duration()
            | ast.Date()
            | ast.Period()
            | ast.Truth()
            | ast.Unknown()
        ):
            return print_literal(node), ATOM
        case ast.Text():
            return print_text(node), ATOM
        case ast.Ref():
            return node.text, ATOM
        case ast.Negate():
            return f"-{amount(node.operand, _SIGNED)}", _SIGNED
        case ast.Binary():
            return _binary(node)
        case ast.ShareOf():
            return f"{amount(node.share, _SIGNED)} of {amount(node.whole, _PORTION)}", _PORTION
        case ast.Earlier():
            back = print_count(node.count, node.unit)
            return f"{amount(node.operand, _TIMED)} {back} earlier", _TIMED
        case ast.Adjusted():
            return f"{amount(node.operand, _TIMED)} adjusted by {node.index.text}", _TIMED
        case ast.Per() | ast.Rounded() | ast.Prorated() | ast.Compounded() | ast.Converted():
            return _postfix(node), _POSTFIX
        case (
            ast.Extreme()
            | ast.Excess()
            | ast.NumberOf()
            | ast.IfOtherwise()
            | ast.DaysBetween()
            | ast.FullBetween()
            | ast.RowAggregate()
            | ast.RunningTotal()
        ):
            return _phrase(node), PHRASE
        case (
            ast.Call()
            | ast.Shifted()
            | ast.FirstAfter()
            | ast.Edge()
            | ast.Aggregate()
            | ast.Baseline()
            | ast.ChangeFromBaseline()
            | ast.Growth()
            | ast.PortionOf()
            | ast.EndBalance()
            | ast.SplitShare()
            | ast.EventDate()
            | ast.EventAmount()
            | ast.TotalOf()
            | ast.TotalPaid()
        ):
            return _atom(node), ATOM
        case (
            ast.Compare()
            | ast.IsOneOf()
            | ast.IsKnown()
            | ast.AppearsIn()
            | ast.Not()
            | ast.Joined()
            | ast.Consecutive()
            | ast.TimesInWindow()
            | ast.AtAnyTime()
            | ast.InPlace()
            | ast.InMonth()
            | ast.FromDate()
        ):
            return condition(node), PHRASE
        case _:
            assert_never(node)


def _binary(node: ast.Binary) -> tuple[str, int]:
    is_sum = node.operator in (ast.Operator.ADD, ast.Operator.SUBTRACT)
    own, right = (SUM, _PRODUCT) if is_sum else (_PRODUCT, _PORTION)
    return f"{amount(node.left, own)} {node.operator.value} {amount(node.right, right)}", own


def _postfix(
    node: ast.Per | ast.Rounded | ast.Prorated | ast.Compounded | ast.Converted,
) -> str:
    match node:
        case ast.Per():
            return f"{amount(node.amount, _POSTFIX)} per {node.unit.text}"
        case ast.Rounded():
            return f"{amount(node.operand, _POSTFIX)} {rounding(node.mode, node.unit)}"
        case ast.Prorated():
            return f"{amount(node.operand, _POSTFIX)} prorated by days"
        case ast.Compounded():
            rate, count = amount(node.rate, SUM), amount(node.count, SUM)
            return f"{amount(node.operand, _POSTFIX)} compounded at {rate} for {count}"
        case ast.Converted():
            rate = amount(node.rate, SUM)
            return f"{amount(node.operand, _POSTFIX)} converted to {node.currency} at {rate}"
        case _:
            assert_never(node)


def _phrase(
    node: ast.Extreme
    | ast.Excess
    | ast.NumberOf
    | ast.IfOtherwise
    | ast.DaysBetween
    | ast.FullBetween
    | ast.RowAggregate
    | ast.RunningTotal,
) -> str:
    match node:
        case ast.Extreme():
            *others, last = (amount(part, SUM) for part in node.operands)
            return f"the {node.kind.value} of {', '.join(others)} and {last}"
        case ast.Excess():
            return f"the excess of {amount(node.amount, SUM)} over {amount(node.over, SUM)}"
        case ast.NumberOf():
            step, whole = amount(node.step, SUM), amount(node.amount, SUM)
            return f"the number of {node.wholeness.value} {step} in {whole}"
        case ast.IfOtherwise():
            value, otherwise = amount(node.value, SUM), amount(node.otherwise, SUM)
            return f"{value} if {condition(node.condition)}, otherwise {otherwise}"
        case ast.DaysBetween():
            return f"days from {amount(node.start, SUM)} to {amount(node.end, SUM)}"
        case ast.FullBetween():
            unit = f"{node.unit.value}s"
            return f"full {unit} from {amount(node.start, SUM)} to {amount(node.end, SUM)}"
        case ast.RowAggregate():
            words = f"{node.function.value} of {node.rows.text}"
            if node.function is ast.Aggregation.COUNT_DISTINCT:
                words = f"{node.function.value} {node.rows.text}"
            words += "" if node.by is None else f" by {node.by.text}"
            return words + ("" if node.where is None else f" where {condition(node.where)}")
        case ast.RunningTotal():
            words = f"{node.function.value} of {node.column.text} to date"
            return f"{words} for the same {node.same.text}"
        case _:
            assert_never(node)


def _atom(
    node: ast.Call
    | ast.Shifted
    | ast.FirstAfter
    | ast.Edge
    | ast.Aggregate
    | ast.Baseline
    | ast.ChangeFromBaseline
    | ast.Growth
    | ast.PortionOf
    | ast.EndBalance
    | ast.SplitShare
    | ast.EventDate
    | ast.EventAmount
    | ast.TotalOf
    | ast.TotalPaid,
) -> str:
    match node:
        case ast.Call():
            return f"{node.function.text}({amount(node.argument)})"
        case ast.Shifted():
            return f"{duration(node.by)} {node.direction.value} {_moment(node.anchor)}"
        case ast.FirstAfter():
            return f"the first {day_of_year(node.day)} after {_moment(node.anchor)}"
        case ast.Edge():
            return f"the {node.side.value} of the {node.of.value}"
        case ast.Aggregate():
            over = _time_window(node.window)
            return f"{node.function.value} of {operand(node.operand)} {over}"
        case ast.Baseline():
            return f"baseline of {operand(node.operand)}"
        case ast.ChangeFromBaseline():
            return f"change of {operand(node.operand)} from baseline"
        case ast.Growth():
            back = print_count(node.count, node.unit)
            return f"growth of {operand(node.operand)} over {back}"
        case ast.PortionOf():
            return f"{node.payment.text} {node.portion.value}"
        case ast.EndBalance():
            return f"the end balance of {node.balance.text}"
        case ast.SplitShare():
            return f"the share of {node.party.text} in {node.split.text}"
        case ast.EventDate():
            return f"date of {node.event.text}"
        case ast.EventAmount():
            return f"amount of {node.event.text}"
        case ast.TotalOf():
            return f"the total of {operand(node.operand)}"
        case ast.TotalPaid():
            return f"total paid by {node.payer.text} to {node.payee.text}"
        case _:
            assert_never(node)


def day_of_year(node: ast.DayOfYear) -> str:
    """Return `1 July`."""
    return f"{node.day} {node.month.value}"


def _moment(node: ast.Expr) -> str:
    if isinstance(node, ast.Date | ast.Edge | ast.EventDate):
        return amount(node)
    return operand(node)


def _time_window(node: ast.TimeWindow) -> str:
    match node:
        case ast.ToDate():
            return "to date"
        case ast.LastPeriods():
            words = f"over the last {print_count(node.count, node.unit)}"
        case ast.ThisYearToDate():
            words = "this year to date"
        case ast.OverPrevious():
            words = f"over the previous {node.unit.value}"
        case _:
            assert_never(node)
    return f"{words} or as many as there are" if node.or_fewer else words
