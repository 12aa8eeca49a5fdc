"""Clauses and printed tables: what is written and not computed."""

import re
from collections.abc import Sequence
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.names import Symbol
from milestonelang.semantics.problems import (
    contract as contract_problems,
    data as data_problems,
    texts as problems,
)
from milestonelang.semantics.types import check_type
from milestonelang.semantics.words import check_words
from milestonelang.source import Span
from milestonelang.syntax import ast


def check_clause(checker: Checker, symbol: Symbol, node: ast.Clause) -> declarations.Clause:
    """Return a clause: the paragraphs of its texts, which blank lines keep apart."""
    paragraphs: list[declarations.Words] = []
    for line in common.all_of(node.lines, ast.ClauseText):
        paragraphs.extend(_paragraphs(check_words(checker, line.text)))
    if not paragraphs:
        checker.report(problems.clause_empty(node.name.span, symbol.name))
    return declarations.Clause(
        **common.head(checker, symbol, node.lines), paragraphs=tuple(paragraphs)
    )


def _paragraphs(words: declarations.Words) -> list[declarations.Words]:
    """Split words at blank lines; a line break inside a paragraph is a space."""
    found: list[list[str | declarations.Mention]] = [[]]
    for part in words:
        if not isinstance(part, str):
            found[-1].append(part)
            continue
        blocks = part.split("\n\n")
        for index, block in enumerate(blocks):
            if index:
                found.append([])
            joined = re.sub(r" *\n *", " ", block)
            if joined:
                found[-1].append(joined)
    return [stripped for stripped in (_stripped(paragraph) for paragraph in found) if stripped]


def _stripped(words: list[str | declarations.Mention]) -> declarations.Words:
    if words and isinstance(words[0], str):
        words = [words[0].lstrip(), *words[1:]]
    if words and isinstance(words[-1], str):
        words = [*words[:-1], words[-1].rstrip()]
    return tuple(word for word in words if word)


def check_table_of(
    checker: Checker, symbol: Symbol, node: ast.TableOf
) -> declarations.ScheduleTable:
    """Return a typed table that is printed as a schedule."""
    columns = _columns(checker, common.all_of(node.lines, ast.Column))
    rows: list[tuple[Fraction | int | bool | str | None, ...]] = []
    blocks = common.all_of(node.lines, ast.Rows)
    for extra in blocks[1:]:
        checker.report(contract_problems.line_twice(extra.span, "rows", blocks[0].span))
    for block in blocks[:1]:
        rows.extend(_cells(checker, row, columns) for row in block.rows)
    if not columns:
        checker.report(problems.table_empty(node.name.span, symbol.name, "columns"))
    elif not rows:
        checker.report(problems.table_empty(node.name.span, symbol.name, "rows"))
    return declarations.ScheduleTable(
        **common.head(checker, symbol, node.lines), columns=columns, rows=tuple(rows)
    )


def _columns(checker: Checker, found: Sequence[ast.Column]) -> tuple[declarations.Column, ...]:
    columns: list[declarations.Column] = []
    seen: dict[str, Span] = {}
    for line in found:
        name = line.name.text
        if name in seen:
            checker.report(data_problems.column_twice(line.name.span, name, seen[name]))
        seen.setdefault(name, line.name.span)
        if line.computed_as is not None or line.is_unique or line.may_be_empty:
            checker.report(problems.column_computed(line.span))
        columns.append(
            declarations.Column(
                **common.spot(checker, line),
                name=name,
                type=check_type(checker, line.type),
                unique=False,
                may_be_empty=True,
                computed=None,
            )
        )
    return tuple(columns)


def _cells(
    checker: Checker, row: ast.Row, columns: Sequence[declarations.Column]
) -> tuple[Fraction | int | bool | str | None, ...]:
    if columns and len(row.cells) != len(columns):
        checker.report(problems.row_width(row.span, len(row.cells), len(columns)))
        return ()
    return tuple(
        _cell(checker, cell, column.type) for cell, column in zip(row.cells, columns, strict=False)
    )


def _cell(
    checker: Checker, cell: ast.Expr | None, type: types.Type
) -> Fraction | int | bool | str | None:
    if cell is None or isinstance(type, types.Invalid):
        return None
    if isinstance(type, types.Text | types.ListOfText):
        match cell:
            case ast.Text(value):
                return value
            case ast.Ref((word,)):
                return word.replace("_", " ")
            case _:
                checker.report(problems.cell_type(cell.span, types.describe(type)))
                return None
    return common.fixed(checker, cell, type, "a printed table")
