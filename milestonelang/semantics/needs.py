"""Check what a module is given in place of what it needs.

In: a checker in which every name has its signature. Out: findings at the line below `use` that
names something of another type, or a source without a column that the module reads. Of what kind
it is was seen when names were collected.
"""

from milestonelang import types
from milestonelang.semantics.context import Checker
from milestonelang.semantics.names import Symbol
from milestonelang.semantics.problems import names as problems
from milestonelang.semantics.types import check_type
from milestonelang.source import Span
from milestonelang.syntax import ast


def check_needs(checker: Checker) -> None:
    """Report what modules were given that is not what they need."""
    for module in checker.modules:
        for node in module.tree.declarations:
            if not isinstance(node, ast.Needs) or module.use is None:
                continue
            given = checker.find(node.name.text, node.span.file)
            if given is not None:
                setting = module.setting_of(node.name.text)
                span = module.use.span if setting is None else setting.span
                _check_type(checker, node, given, span)
                _check_columns(checker, node, given, span)


def _check_type(checker: Checker, node: ast.Needs, given: Symbol, span: Span) -> None:
    if node.type is None:
        return
    needed, type = check_type(checker, node.type), checker.signature(given).type
    if types.Invalid() not in (needed, type) and needed != type:
        words = types.describe(needed), types.describe(type)
        checker.report(problems.need_of_another_type(node.name.text, *words, span))


def _check_columns(checker: Checker, node: ast.Needs, given: Symbol, span: Span) -> None:
    columns = checker.signature(given).columns
    for line in node.lines:
        if not isinstance(line, ast.Column):
            continue
        needed, name = check_type(checker, line.type), line.name.text
        there = columns.get(name)
        if there is None or there.type != needed:
            has = "none" if there is None else f"one that is {types.describe(there.type)}"
            words = types.describe(needed)
            checker.report(problems.need_without_column(node.name.text, name, words, has, span))
