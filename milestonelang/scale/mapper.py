"""What a worker does with its share of the partners: an Arrow table in, an Arrow table out.

In: the text of terms, options, and a table that holds whole partners, with their rows where metrics
are computed from rows. Out: what `batch` gives for these partners, with a column `rejected` that is
empty where a row was computed, and else says why not. Promised: a share gives what it gives within
the whole, so how partners are shared out changes nothing; the same share gives the same bytes
again, so that an engine may run it again; what is sent to workers is text and plain values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from milestonelang.data.frames import PERIOD_COLUMNS

if TYPE_CHECKING:
    from milestonelang.driver.batch.chunks import Reject
    from milestonelang.driver.batch.run import Batch
    from milestonelang.driver.terms import Checked

REJECTED = "rejected"
_MOST_KEPT = 8


class Mapper:
    """Computes tables of whole partners; it can be sent to another process."""

    def __init__(
        self,
        terms: str | Path,
        *,
        until: str | None = None,
        by: str = "partner",
        parameters: Any = None,
        only: Iterable[str] = (),
        lines: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Take terms, a path or their text; *until* is the last period that anybody has data of.

        Other files that the terms `use` are looked for beside the path, on each worker.
        """
        path = Path(terms) if isinstance(terms, Path) or "\n" not in terms else None
        self.text = str(terms) if path is None else path.read_text(encoding="utf-8")
        self.folder = "." if path is None else str(path.resolve().parent)
        self.until, self.by, self.parameters = until, by, parameters
        self.only, self.lines = tuple(only), lines
        self.settings = tuple((settings or {}).items())
        self._begin()

    def _begin(self) -> None:
        self._checked: Checked | None = None
        self._prepared: dict[Any, Batch] = {}
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {name: item for name, item in self.__dict__.items() if not name.startswith("_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._begin()

    # ---- whole tables

    def __call__(self, table: Any, rows: Mapping[str, Any] | None = None) -> Any:
        """Return what the partners of a table are owed; *rows* are theirs by the source's name.

        Raises TermsError and InputError as `batch` does, on the worker.
        """
        import pyarrow

        from milestonelang.driver.batch.files import collected

        found, counting = collected(self._batch(table, rows))
        refused = self._refused(counting.rejects, table, rows or {})
        plain = _plain(found).append_column(REJECTED, pyarrow.nulls(len(found), pyarrow.string()))
        keys, reasons = [key for key, _ in refused], [reason for _, reason in refused]
        schema = plain.schema
        columns = [pyarrow.nulls(len(keys), field.type) for field in schema]
        columns[0] = pyarrow.array(keys, pyarrow.string()).cast(schema.field(0).type)
        columns[-1] = pyarrow.array(reasons, pyarrow.string())
        return pyarrow.concat_tables([plain, pyarrow.table(columns, schema=schema)])

    def schema(self, given: Any, rows: Mapping[str, Any] | None = None) -> Any:
        """Return the schema of the result for tables of a schema."""
        empty = {name: schema.empty_table() for name, schema in (rows or {}).items()}
        return self(None if given is None else given.empty_table(), empty or None).schema

    def _batch(self, table: Any, rows: Mapping[str, Any] | None) -> "Batch":
        import milestonelang
        from milestonelang.driver.batch.run import Batch, Options

        options = Options(
            by=self.by,
            lines=self.lines,
            only=self.only,
            settings=self.settings,
            threads=1,
            until=self.until,
        )
        with self._lock:
            if self._checked is None:
                terms = milestonelang.load(text=self.text, folder=self.folder)
                self._checked = milestonelang.check(terms)
            if rows:
                return Batch(self._checked, table, self.parameters, options, rows)
            if table.schema not in self._prepared:
                if len(self._prepared) >= _MOST_KEPT:
                    self._prepared.clear()
                batch = Batch(self._checked, table, self.parameters, options)
                self._prepared[table.schema] = batch
            return self._prepared[table.schema].on(table)

    def _refused(
        self, rejects: "Sequence[Reject]", table: Any, rows: Mapping[str, Any]
    ) -> list[tuple[str | None, str]]:
        """Return whose rows could not be used, and why."""
        found = []
        for item in rejects:
            source = rows.get(item.source) if item.source else table
            key = None
            if source is not None and self.by in source.column_names:
                value = source.column(self.by)[item.row - 1].as_py()
                key = None if value is None else str(value)
            place = f"{item.source}.{item.column}" if item.source else item.column
            found.append((key, f"{place}: {item.reason}"))
        return sorted(found, key=lambda pair: (pair[0] or "", pair[1]))

    # ---- streams

    def batches(self, given: Iterable[Any]) -> Iterator[Any]:
        """Yield the results of record batches in which the rows of a partner stand together."""
        import pyarrow

        from milestonelang.data.partner_tables import ROWS_AT_ONCE, whole_partners

        waiting: list[Any] = []
        count = 0

        def tables() -> Iterator[Any]:
            nonlocal waiting, count
            for batch in given:
                waiting.append(batch)
                count += batch.num_rows
                if count >= ROWS_AT_ONCE:
                    yield pyarrow.Table.from_batches(waiting)
                    waiting, count = [], 0
            if waiting:
                yield pyarrow.Table.from_batches(waiting)

        for table in whole_partners(tables(), self.by):
            yield from self(table).combine_chunks().to_batches()


def period_of(names: Iterable[str]) -> str | None:
    """Return the column of periods, None where a row is a partner."""
    return next((name for name in names if name in PERIOD_COLUMNS), None)


def _plain(table: Any) -> Any:
    """Return a table without coded columns, which not every engine takes."""
    import pyarrow
    from pyarrow import types

    fields = [
        pyarrow.field(field.name, pyarrow.string()) if types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pyarrow.schema(fields))
