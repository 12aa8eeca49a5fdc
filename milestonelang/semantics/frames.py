"""What the parts of the expression checker hand to one another.

The kinds of expressions are checked in files of their own, and each holds expressions of every
other kind; the frame carries the way back, so that no file imports the one that imports it.
"""

from collections.abc import Callable

from milestonelang import records
from milestonelang.agreement.expressions import Broken, Expr, NodeId
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.semantics.context import Checker
from milestonelang.semantics.scopes import Scope
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.types import Invalid, Type


@records.frozen(eq=False)
class Frame:
    """One expression under check: where it stands, and how to check what it holds.

    *expression* takes a tree and the type that its words may be values of (for `one of`), and does
    not insist on it; *condition* gives an expression of type `Truth`.
    """

    checker: Checker
    scope: Scope
    expression: "Callable[[Frame, ast.Expr, Type | None], Expr]"
    condition: "Callable[[Frame, ast.Expr], Expr]"

    def check(self, node: ast.Expr, hint: Type | None = None) -> Expr:
        """Return the checked expression inside this one."""
        return self.expression(self, node, hint)

    def check_condition(self, node: ast.Expr) -> Expr:
        """Return the checked condition inside this expression."""
        return self.condition(self, node)

    def id(self) -> NodeId:
        """Return a new id."""
        return self.checker.new_id()

    def broken(self, span: Span, diagnostic: Diagnostic | None = None) -> Expr:
        """Report what is wrong, if that is not done yet, and return what stands in its place."""
        if diagnostic is not None:
            self.checker.report(diagnostic)
        return Broken(type=Invalid(), span=span, id=self.id())
