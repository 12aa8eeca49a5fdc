"""What each partner is given of its own, as rows of a source are asked about it.

In: what partners are given, and which of it is asked for in rows. Out: a table for the database
with how each column of it is read, and for one partner the values themselves. Promised: a value
that has no plain form in the database is refused by name before anything starts.
"""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from milestonelang import records
from milestonelang.data.model import Exact
from milestonelang.data.row_values import RowWorld
from milestonelang.driver.batch.given import Given
from milestonelang.driver.batch.program import Brought
from milestonelang.types import Choice, Count, Date, Money, Number, Percent, Truth

if TYPE_CHECKING:
    from milestonelang.data.duckdb_expressions import Sql


class OwnValues:
    """Parameters and segments that differ from partner to partner, and are asked for in rows."""

    def __init__(self, given: Given, names: set[str]) -> None:
        self.names = {name for name in names if _can_be_joined(given, name)}
        self._given = given
        self._brought = {item.name: item for item in given.brought if item.name in self.names}
        keys = [] if given.keys is None else given.keys.to_pylist()
        self._places = {str(key): at for at, key in enumerate(keys)}

    def table(self, numbers: bool) -> Any:
        """Return the values as an Arrow table, with partners as the figures have them."""
        import pyarrow

        columns = {"partner": self._given.keys.cast("int64" if numbers else "string")}
        for name, item in self._brought.items():
            figures = self._given.values[name]
            column = pyarrow.array(figures.numbers, mask=figures.missing)
            if isinstance(item.type, Choice):
                column = pyarrow.array(item.type.values).take(column)
            elif isinstance(item.type, Truth):
                column = column.cast("bool")
            columns[_column(name)] = column
        return pyarrow.table(columns)

    def sql(self) -> "dict[str, Sql]":
        """Return how each value is read where the table is joined to the rows."""
        from milestonelang.data.duckdb_expressions import Sql
        from milestonelang.data.duckdb_tables import Held

        found = {}
        for name, item in self._brought.items():
            text = f'"{_column(name)}"'
            match item.type:
                case Choice():
                    found[name] = Sql(text, Held.TEXT)
                case Truth():
                    found[name] = Sql(text, Held.TRUTH)
                case Date():
                    found[name] = Sql(text, Held.DAY)
                case _:
                    scale = len(str(item.scale)) - 1
                    found[name] = Sql(f"{text}::HUGEINT", Held.NUMBER, scale)
        return found

    def world(self, world: RowWorld, key: str) -> RowWorld:
        """Return what the rows of one partner can read."""
        at = self._places.get(key)
        if at is None or not self.names:
            return world
        settings: dict[str, Exact] = dict(world.settings)
        for name, item in self._brought.items():
            figures = self._given.values[name]
            if not figures.missing[at]:
                settings[name] = _exact(item, int(figures.numbers[at]))
        return records.evolve(world, settings=settings)


def _column(name: str) -> str:
    return f"own {name}"


def _can_be_joined(given: Given, name: str) -> bool:
    """Whether all values of a name are plain in the database."""
    item = next((each for each in given.brought if each.name == name), None)
    if item is None or given.values[name].odd:
        return False
    if isinstance(item.type, Choice | Truth | Date):
        return True
    is_decimal = str(item.scale).strip("0") == "1"
    return is_decimal and isinstance(item.type, Money | Number | Percent | Count)


def _exact(item: Brought, number: int) -> Exact:
    match item.type:
        case Choice(values=values):
            return values[number]
        case Truth():
            return bool(number)
        case Date():
            return number
        case _:
            return Fraction(number, item.scale)
