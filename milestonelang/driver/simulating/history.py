"""The past that a simulation draws from may lie before the term: terms that reach back to it.

In: checked terms and files. Out: the same terms with a term that begins whole years earlier, where
the files do, for their figures to be read; and the first day that the files speak of. Promised:
nothing but the first day of the term changes, and quarters and contract years begin where they did.
"""

from collections.abc import Iterator

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.data.frames import frame_of
from milestonelang.data.model import DataFile, DataSet, Rows
from milestonelang.data.read import read_data
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.evaluate import Given
from milestonelang.driver.terms import Checked
from milestonelang.primitives.dates import add_months
from milestonelang.types import MonthEnds

_MOST = 30  # years before the term that are looked at


def reaching_back(checked: Checked, given: Given) -> tuple[Checked, int]:
    """Return the terms as their data needs them, and the first day of the data."""
    agreement = checked.require()
    own = agreement.contract.start
    widest = _from(agreement, _MOST)
    # What is wrong with a file is said when it is read for its figures.
    files = [DataFile(path) for path in given.data]
    files += [DataFile(path, source) for source, path in given.rows]
    data = read_data(widest, files, (), Sink())
    first = min(_days(widest, data), default=own)
    if first >= own:
        return checked, first
    years = next(
        (each for each in range(1, _MOST) if _from(agreement, each).contract.start <= first), _MOST
    )
    return records.evolve(checked, agreement=_from(agreement, years)), first


def _from(agreement: decl.Agreement, years: int) -> decl.Agreement:
    """Return the agreement with a term that begins so many years earlier."""
    contract = agreement.contract
    start = max(add_months(contract.start, -12 * years, MonthEnds.ROLL_BACK), 1)
    return records.evolve(agreement, contract=records.evolve(contract, start=start))


def _days(agreement: decl.Agreement, data: DataSet) -> Iterator[int]:
    """Yield the first day of each figure and of the rows of each source."""
    for series in data.series.values():
        if series.figures:
            yield frame_of(agreement, series.frequency).periods[min(series.figures)].start
    earliest = agreement.contract.start
    for source in agreement.of_kind(decl.Source):
        rows = data.rows.get(source.name)
        if isinstance(rows, Rows):
            days = [int(day) for day in rows.columns[source.dated_by] if day is not None]
        elif rows is not None:
            from milestonelang.data import duckdb_tables  # importing it takes 110 ms

            found = duckdb_tables.first_day(rows, source.dated_by)
            days = [] if found is None else [found]
        else:
            continue
        yield from (day for day in days if day >= earliest)
