"""The rows of sources that an example gives.

In: the grid of a source. Out: its rows, a value for each cell. Promised: a file of the source could
have them: the columns are those that it has, and nothing is empty or stands twice that may not.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import texts as problems
from milestonelang.syntax import ast

_Cell = Fraction | int | bool | str | None


def check_rows(
    checker: Checker, found: Iterable[ast.GivenRows]
) -> tuple[declarations.ExampleRows, ...]:
    """Return the rows of each source, those of a source once."""
    rows: dict[str, declarations.ExampleRows] = {}
    for node in found:
        symbol = checker.resolve(node.source, Kind.SOURCE)
        if symbol is None:
            continue
        grid = _Grid(checker, symbol.name, common.all_of(symbol.node.lines, ast.Column), node)
        if symbol.name in rows:
            grid.report(node.source, "they are given twice")
        elif grid.fits():
            kinds = checker.signature(symbol).columns
            rows[symbol.name] = declarations.ExampleRows(
                **common.spot(checker, node),
                source=symbol.name,
                columns=grid.names,
                rows=grid.rows([kinds[name].type for name in grid.names]),
            )
    return tuple(rows.values())


class _Grid:
    """The rows of one source."""

    def __init__(
        self, checker: Checker, source: str, columns: Sequence[ast.Column], node: ast.GivenRows
    ) -> None:
        self.checker, self.source, self.node = checker, source, node
        self.given = {each.name.text: each for each in columns if each.computed_as is None}
        self.computed = {each.name.text for each in columns} - self.given.keys()
        self.names = tuple(" ".join(cell.words) for cell in node.grid.header)

    def report(self, place: ast.Node, what: str) -> None:
        """Report what no file of the source could have."""
        columns = tuple(self.given)
        found = problems.rows_unlike_a_file(place.span, self.source, what, columns)
        self.checker.report(found)

    def fits(self) -> bool:
        """Whether the columns are those of a file; what is wrong with them is reported."""
        before = len(self.checker.sink.found)
        for at, (name, cell) in enumerate(zip(self.names, self.node.grid.header, strict=True)):
            if name in self.computed:
                self.report(cell, f"`{name}` is computed from its other columns")
            elif name not in self.given:
                self.report(cell, f"it has no column `{name}`")
            elif name in self.names[:at]:
                self.report(cell, f"`{name}` has two columns")
        for name in self.given:
            if name not in self.names:
                self.report(self.node.source, f"the column `{name}` is missing")
        return len(self.checker.sink.found) == before

    def rows(self, kinds: Sequence[types.Type]) -> tuple[tuple[_Cell, ...], ...]:
        """Return the values of the cells."""
        found: list[tuple[_Cell, ...]] = []
        seen: dict[str, set[_Cell]] = {name: set() for name in self.names}
        for row in self.node.grid.rows:
            if len(row.cells) != len(self.names):
                found_, wanted = len(row.cells), len(self.names)
                self.checker.report(problems.row_width(row.span, found_, wanted))
                continue
            cells: list[_Cell] = []
            for name, cell, kind in zip(self.names, row.cells, kinds, strict=True):
                value = self._cell(cell, kind)
                column = self.given[name]
                place = row if cell is None else cell
                if cell is None and not column.may_be_empty:
                    self.report(place, f"the column `{name}` may not be empty")
                if value is not None and column.is_unique and value in seen[name]:
                    self.report(place, f"`{name}` is unique, and this value stands twice")
                seen[name].add(value)
                cells.append(value)
            found.append(tuple(cells))
        return tuple(found)

    def _cell(self, cell: ast.Expr | None, kind: types.Type) -> _Cell:
        if cell is None or isinstance(kind, types.Invalid):
            return None
        if isinstance(kind, types.Text):
            if isinstance(cell, ast.Text):
                return cell.value
            self.checker.report(problems.cell_type(cell.span, types.describe(kind)))
            return None
        return common.fixed(self.checker, cell, kind, "a cell of a row")
