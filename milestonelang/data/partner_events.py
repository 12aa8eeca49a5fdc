"""An events file of many partners: as one of a single agreement, and a column that says whose.

Promised: every row is read by the rules of a single agreement's events; what is wrong is named by
its row and column, and then nothing is used.
"""

from collections.abc import Mapping
from pathlib import Path

from milestonelang import records
from milestonelang.agreement.declarations import Agreement
from milestonelang.data import cell_problems, partner_problems
from milestonelang.data.model import EventRow
from milestonelang.data.read import table_of_events
from milestonelang.data.read_claims import CLAIM_KINDS
from milestonelang.data.read_events import read_events
from milestonelang.data.tables import FileProblems
from milestonelang.diagnostics.diagnostic import Sink

Happened = Mapping[str, tuple[EventRow, ...]]
_KINDS = {*CLAIM_KINDS, "renewal"}


def read_partner_events(agreement: Agreement, path: Path, by: str, sink: Sink) -> Happened:
    """Return the events of each partner in the order of their days; *sink* has what is wrong."""
    found = FileProblems(str(path), sink)
    readers, table = table_of_events(agreement, path, found)
    if table is not None and by not in table.header:
        found.add(partner_problems.no_partner_column(str(path), by, table.header))
        table = None
    if table is None:
        found.close()
        return {}
    at = table.header.index(by)
    whose: dict[int, str] = {}
    rows = []
    for number, cells in table.rows:
        whose[number] = cells[at]
        if not cells[at]:
            what = "the name of the partner whose event it is"
            found.at(number, by, cell_problems.empty_cell(by, what))
        rows.append((number, [*cells[:at], *cells[at + 1 :]]))
    header = (*table.header[:at], *table.header[at + 1 :])
    plain = records.evolve(table, header=header, rows=rows)
    events: dict[str, list[EventRow]] = {}
    for row in read_events(agreement, readers, plain, found):
        assert row.place.row is not None
        if row.kind in _KINDS or row.changes is not None:
            remedy = "evaluate this partner's agreement alone"
            problem = partner_problems.not_in_batch(None, f"a `{row.kind}`", remedy)
            found.at(row.place.row, "event", problem)
        events.setdefault(whose[row.place.row], []).append(row)
    found.close()
    return {name: tuple(sorted(rows, key=lambda each: each.date)) for name, rows in events.items()}
