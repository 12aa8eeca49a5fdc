"""Where figures stand in the data: the file and row of a report, the rows behind an aggregate."""

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import RowAggregate
from milestonelang.data.known import sources_of
from milestonelang.data.model import Provenance
from milestonelang.statement.basis import Basis


def places_of_metric(basis: Basis, declared: decl.Metric, index: int) -> tuple[str, ...]:
    """Return where a metric's figure of a period comes from, in words."""
    if declared.computed is None:
        return tuple(place_text(place) for place in reported_at(basis, declared, index))
    found = rows_behind(basis, declared, index)
    return tuple(f"{file}, {' and '.join(map(rows_text, rows))}" for file, rows in found.items())


def reported_at(basis: Basis, declared: decl.Metric, index: int) -> tuple[Provenance, ...]:
    """Return where a reported figure of a period stands."""
    known = basis.known.figure(declared.name, index)
    return () if known is None else known.places


def rows_behind(basis: Basis, declared: decl.Metric, index: int) -> dict[str, list[int]]:
    """Return for each file how many rows each aggregate of a computed metric took."""
    found: dict[str, list[int]] = {}
    wanted = set(sources_of(declared))
    for node, result in basis.queries.items():
        query = basis.words.nodes.get(node)
        if not isinstance(query, RowAggregate) or query.source not in wanted:
            continue
        if not (declared.span.start <= query.span.start < declared.span.end):
            continue
        if index < len(result.periods):
            found.setdefault(result.file, []).append(result.periods[index].rows)
    return found


def place_text(place: Provenance) -> str:
    """Return `quarterly.csv, row 5`."""
    return place.file if place.row is None else f"{place.file}, row {place.row}"


def rows_text(count: int) -> str:
    """Return `58 rows`."""
    return "1 row" if count == 1 else f"{count:,} rows"
