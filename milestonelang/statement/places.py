"""Where figures stand in the data: the file and row of a report, the rows behind an aggregate."""

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import RowAggregate
from milestonelang.data.known import sources_of
from milestonelang.data.model import Provenance
from milestonelang.statement.basis import Basis


def places_of_metric(basis: Basis, declared: decl.Metric, index: int) -> tuple[str, ...]:
    """Return where a metric's figure of a period comes from, in words."""
    if declared.computed is None:
        known = basis.known.figure(declared.name, index)
        return () if known is None else tuple(place_text(place) for place in known.places)
    found: dict[str, list[str]] = {}
    wanted = set(sources_of(declared))
    for node, result in basis.queries.items():
        query = basis.words.nodes.get(node)
        if not isinstance(query, RowAggregate) or query.source not in wanted:
            continue
        if not (declared.span.start <= query.span.start < declared.span.end):
            continue
        if index < len(result.periods):
            rows = rows_text(result.periods[index].rows)
            found.setdefault(result.file, []).append(rows)
    return tuple(f"{file}, {' and '.join(rows)}" for file, rows in found.items())


def place_text(place: Provenance) -> str:
    """Return `quarterly.csv, row 5`."""
    return place.file if place.row is None else f"{place.file}, row {place.row}"


def rows_text(count: int) -> str:
    """Return `58 rows`."""
    return "1 row" if count == 1 else f"{count:,} rows"
