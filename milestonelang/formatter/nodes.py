"""Print any node that is a line: which module knows how."""

from milestonelang.formatter import data, guarantees, life, modules, payments
from milestonelang.formatter.expressions import condition
from milestonelang.formatter.printed import Printed, block, junction, line
from milestonelang.records import evolve
from milestonelang.syntax import ast

_Table = ast.Banded | ast.Interpolated | ast.ByName
_Rate = ast.Band | ast.Point | ast.NamedRate
_Note = ast.Means | ast.Because | ast.Accept
_Consequence = (
    ast.Owes
    | ast.MayTerminateThen
    | ast.PaysAmount
    | ast.GrantsOnce
    | ast.Reduced
    | ast.Suspended
    | ast.Capped
    | ast.DeferredUntilEnd
    | ast.ReplacedBy
)
_Paying = ast.Payment | ast.Limit | ast.Balance | ast.Split


def print_node(node: ast.Node) -> Printed:
    """Return the line of a node, and the nodes of the block below it."""
    if isinstance(node, ast.Replaces | ast.Adds):
        word = "replaces" if isinstance(node, ast.Replaces) else "adds"
        printed = print_node(node.declaration)
        return evolve(printed, words=f"{word} {printed.words}")
    if isinstance(node, ast.Joined) and node.is_block:
        return block(junction(node), node.conditions)
    return _declaration(node) or _line(node) or line(condition(_as_condition(node)))


def _declaration(node: ast.Node) -> Printed | None:
    if isinstance(node, _Paying):
        return payments.print_payment(node)
    if isinstance(node, data.Declared):
        return data.print_data(node)
    if isinstance(node, life.Declared):
        return life.print_life(node)
    if isinstance(node, guarantees.Declared):
        return guarantees.print_guarantee(node)
    if isinstance(node, modules.Declared):
        return modules.print_module_part(node)
    return None


def _line(node: ast.Node) -> Printed | None:
    if isinstance(node, _Note):
        return modules.print_note(node)
    if isinstance(node, payments.PaymentLine):
        return payments.print_payment_line(node)
    if isinstance(node, _Rate):
        return payments.print_rate(node)
    if isinstance(node, ast.LimitRule):
        return payments.print_limit_line(node)
    if isinstance(node, payments.BalanceLine):
        return payments.print_balance_line(node)
    if isinstance(node, payments.SplitLine):
        return payments.print_split_line(node)
    if isinstance(node, data.Line):
        return data.print_data_line(node)
    if isinstance(node, _Consequence):
        return line(life.consequence(node))
    return _line_of_life(node) or _line_of_module(node)


def _line_of_life(node: ast.Node) -> Printed | None:
    if isinstance(node, life.EventLine):
        return life.print_event_line(node)
    if isinstance(node, life.MilestoneLine):
        return life.print_milestone_line(node)
    if isinstance(node, life.TriggerLine):
        return life.print_trigger_line(node)
    if isinstance(node, life.ObligationLine):
        return life.print_obligation_line(node)
    if isinstance(node, life.WatchingLine):
        return life.print_watching_line(node)
    if isinstance(node, life.ExitLine):
        return life.print_exit_line(node)
    return None


def _line_of_module(node: ast.Node) -> Printed | None:
    if isinstance(node, guarantees.Line):
        return guarantees.print_guarantee_line(node)
    if isinstance(node, modules.ContractLine):
        return modules.print_contract_line(node)
    if isinstance(node, modules.Line):
        return modules.print_module_line(node)
    return None


def _as_condition(node: ast.Node) -> ast.Expr:
    # What is left is a condition of a block; the grammar has nothing else there.
    if isinstance(node, ast.Expr):
        return node
    raise TypeError(f"{type(node).__name__} is not a line")
