"""The same data for two versions that do not know the same names.

In: what a run is given, the new names of what was renamed, and the names that only the other
version knows. Out: the same with copies of the CSV files in which the heads of columns, and the
names in columns of metrics and subjects, are the version's own, and without what only the other
knows. Promised: no amount is touched, and what is left out is said; a file in which nothing changes
is used as it is, and so is one in another format.
"""

import csv
import io
import re
from pathlib import Path

from milestonelang import records
from milestonelang.driver.evaluate import Given

_NAMING = ("metric", "subject")  # columns whose cells are names of declarations
_NAME = re.compile(r"[a-z]\w*(?:\.[a-z]\w*)*")


@records.frozen
class Unknown:
    """Something of the data that a version does not know: a column or rows of a *file*, or a
    source or parameter, which stand in none."""

    name: str
    file: str = ""
    rows: int = 0

    @property
    def text(self) -> str:
        """What it is, as a message says it."""
        if not self.file:
            return f"`{self.name}`"
        if not self.rows:
            return f"the column `{self.name}` of {self.file}"
        rows = "1 row" if self.rows == 1 else f"{self.rows} rows"
        return f"{rows} about `{self.name}` of {self.file}"


@records.frozen
class Fitted:
    """What a version is computed on, and what of the files it does not know."""

    given: Given
    left_out: tuple[Unknown, ...] = ()


def fitted(given: Given, names: dict[str, str], unknown: frozenset[str], folder: Path) -> Fitted:
    """Return what is given as a version knows it; copies are written to *folder*."""
    if not names and not unknown:
        return Fitted(given)
    left_out: list[Unknown] = []

    def renewed(path: Path, number: int) -> Path:
        fitting = _Fitting(names, unknown)
        copy = fitting.copy(path, folder / str(number))
        left_out.extend(fitting.left_out(path))
        return copy

    fit = records.evolve(
        given,
        data=tuple(renewed(path, number) for number, path in enumerate(given.data)),
        rows=tuple(
            (names.get(source, source), path)
            for source, path in given.rows
            if source not in unknown
        ),
        events=tuple(renewed(path, -1 - number) for number, path in enumerate(given.events)),
        settings=tuple(
            (names.get(name, name), value) for name, value in given.settings if name not in unknown
        ),
    )
    asked = (*(source for source, _ in given.rows), *(name for name, _ in given.settings))
    left_out += [Unknown(name) for name in asked if name in unknown]
    return Fitted(fit, tuple(left_out))


class _Fitting:
    def __init__(self, names: dict[str, str], unknown: frozenset[str]) -> None:
        self.names, self.unknown = names, unknown
        self.columns: list[str] = []
        self.rows: dict[str, int] = {}

    def copy(self, path: Path, folder: Path) -> Path:
        """Return the path of a copy that fits; the path itself where there is nothing to fit."""
        if path.suffix.lower() != ".csv":
            return path
        try:
            text = path.read_text(encoding="utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except (OSError, ValueError, csv.Error):
            return path  # who reads it next says what is wrong
        changed = self._changed(rows) if rows else rows
        if changed == rows:
            return path
        folder.mkdir(parents=True)
        copy = folder / path.name
        with copy.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened, lineterminator="\n").writerows(changed)
        return copy

    def left_out(self, path: Path) -> list[Unknown]:
        """Return what was left out of a file."""
        found = [Unknown(name, path.name) for name in self.columns]
        return found + [Unknown(name, path.name, count) for name, count in self.rows.items()]

    def _changed(self, rows: list[list[str]]) -> list[list[str]]:
        heads = [cell.strip() for cell in rows[0]]
        naming = [index for index, head in enumerate(heads) if head in _NAMING]
        kept = [index for index, head in enumerate(heads) if head not in self.unknown]
        self.columns = [head for head in heads if head in self.unknown]
        found = [[self.names.get(heads[index], rows[0][index]) for index in kept]]
        for row in rows[1:]:
            spoken = [_name(row[index]) for index in naming if index < len(row)]
            gone = next((name for name in spoken if name in self.unknown), None)
            if gone is not None:
                self.rows[gone] = self.rows.get(gone, 0) + 1
                continue
            # A row that is too short or too long stays so, and is found by who reads it.
            whole = [self._cell(cell, index in naming) for index, cell in enumerate(row)]
            is_kept = set(kept) | set(range(len(heads), len(row)))
            found.append([cell for index, cell in enumerate(whole) if index in is_kept])
        return found

    def _cell(self, cell: str, is_name: bool) -> str:
        name = _name(cell) if is_name else ""
        return cell.replace(name, self.names[name], 1) if name in self.names else cell


def _name(cell: str) -> str:
    """Return the name that a cell begins with, as that of `approval is granted`."""
    found = _NAME.match(cell.strip())
    return "" if found is None else found[0]
