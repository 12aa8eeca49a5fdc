"""A case in figures: what was reported, what is owed, the two runs side by side, where they part.

In: checked terms, the property that a case violates (or reaches), and the case. Out: the figures of
the replay by the exact evaluator, as text by period, and the case as an `example` of the language.
Promised: every amount shown was computed by the run shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, expressions as ex
from milestonelang.backends.proof.model import Case, Problem, is_known
from milestonelang.backends.proof.slicing import events_of, figures_of, needed
from milestonelang.data.known import row_aggregates
from milestonelang.data.words import in_words
from milestonelang.driver.proving.problem import problem_of, run_of, varied_of
from milestonelang.driver.proving.shown_rows import (
    RowTable,
    divided_in_words,
    tables_of,
    written,
    written_rows,
)
from milestonelang.driver.proving.sums import Sum, sums_of
from milestonelang.driver.proving.versions import Version, problem_of_both
from milestonelang.driver.running import running
from milestonelang.driver.terms import Checked
from milestonelang.lowering.claims import AS_UNDER
from milestonelang.outline.amended import outline_in_force
from milestonelang.primitives.dates import iso
from milestonelang.statement.words import Words
from milestonelang.types import Type

Results = Sequence[tuple[Any, ...]]


@records.frozen
class Row:
    """One line of a case: what it is about, and a text for each period shown."""

    subject: str
    cells: tuple[str, ...]


@records.frozen
class Parting:
    """The line with which two runs part: its clause and words, when, and what it gives in each."""

    period: str
    subject: str
    clause: str
    words: str
    before: str
    after: str


@records.frozen
class Shown:
    """A case as it is shown. *changed* says how the second run differs; *second* is what it pays.

    *at* is the period in which the claim is false; *examples* are the case as terms.
    """

    at: str
    periods: tuple[str, ...]
    figures: tuple[Row, ...]
    events: tuple[str, ...]
    first: tuple[Row, ...]
    changed: str
    second: tuple[Row, ...]
    sums: tuple[Sum, ...]
    parting: Parting | None
    examples: str
    rows: tuple[RowTable, ...] = ()


def show_case(
    checked: Checked,
    guarantee: decl.Guarantee,
    position: int,
    case: Case,
    version: Version | None = None,
) -> Shown:
    """Return a case in figures, replayed by the evaluator; *version*: what it is compared with."""
    return _Showing(checked, guarantee, position, case, version).shown()


class _Showing:
    def __init__(
        self,
        checked: Checked,
        guarantee: decl.Guarantee,
        position: int,
        case: Case,
        version: Version | None,
    ) -> None:
        self.checked, self.guarantee, self.position = checked, guarantee, position
        self.agreement = running(checked)
        varied = varied_of(self.agreement, guarantee, guarantee.properties[position])
        on_rows = case.brought is not None
        self.problem: Problem = problem_of(self.agreement, None, varied, on_rows)
        if version is not None and version.agreement is not None:
            other, key = problem_of(version.agreement, None, varied), (guarantee.name, position)
            self.problem = problem_of_both(self.agreement, key, version, self.problem, other)
        self.program = self.problem.program
        self.plan = next(
            each
            for each in self.program.claims
            if (each.claim, each.position) == (guarantee.name, position)
        )
        roots = [id for id in (self.plan.condition, self.plan.amount) if id is not None]
        roots += [*self.plan.bounds, *(id for _, id in self.plan.flows)]
        self.kept = needed(self.program, (*roots, *self.problem.assumed))
        self.case = _whole(self.problem, case)
        self.first = run_of(self.program, self.case.inputs())
        self.second: Results | None = None
        if case.has_two_runs:
            self.second = run_of(self.program, self.case.inputs(changed=True))

    def shown(self) -> Shown:
        """Return everything that is shown of the case."""
        last = self._last()
        labels = tuple(each.label for each in self.program.periods[: last + 1])
        second = () if self.second is None else self._paid(self.second, last)
        return Shown(
            at=self.program.periods[self.case.at].label,
            periods=labels,
            figures=self._figures(last),
            events=self._events(),
            first=self._paid(self.first, last),
            changed=self._changed(),
            second=second,
            sums=self._sums(),
            parting=self._parting(),
            examples=self._examples(last),
            rows=tables_of(self.agreement, self.case, self.program.periods),
        )

    def _last(self) -> int:
        """Return the last period that is worth showing."""
        if self.second is None:
            return self.case.at
        apart = [
            index
            for index, (one, other) in enumerate(zip(self.first, self.second, strict=True))
            if any(one[id] != other[id] for _, id, _ in self._amounts())
        ]
        last = max([self.case.at, *apart])
        return min(last, self.program.term_periods - 1)

    def _sums(self) -> tuple[Sum, ...]:
        form = self.guarantee.properties[self.position].form
        plan, at = self.plan, self.case.at
        return tuple(sums_of(self.program, plan, form, at, self.first, self.second))

    # ---- figures

    def _read(self) -> list[str]:
        read = figures_of(self.program, self.kept)
        on_rows = self.case.brought is not None
        return [
            each.name
            for each in self.problem.figures
            if each.name in read or (on_rows and each.fixed)
        ]

    def _figures(self, last: int) -> tuple[Row, ...]:
        kinds = {each.name: each.type for each in self.problem.figures}
        given = (
            Row(
                name,
                tuple(in_words(value, kinds[name]) for value in self._series(name)[: last + 1]),
            )
            for name in self._read()
        )
        return (*given, *self._of_rows(last))

    def _of_rows(self, last: int) -> Iterator[Row]:
        """Yield the figures that the rows of a case add up to."""
        for name, id in self._added_up():
            type = self.program.values[id].type
            yield Row(name, tuple(_text(each[id], type) for each in self.first[: last + 1]))

    def _added_up(self) -> Iterator[tuple[str, ir.ValueId]]:
        """Yield the metrics that the rows of a case add up to, and their values."""
        for name in row_aggregates(self.agreement) if self.case.brought is not None else ():
            id = self.program.named.get(name)
            is_metric = isinstance(self.agreement.declarations[name], decl.Metric)
            if id is not None and id in self.kept and is_metric:
                yield name, id

    def _series(self, name: str) -> tuple[ir.Exact, ...]:
        return self.case.figures[name]

    def _events(self) -> tuple[str, ...]:
        read = events_of(self.program, self.kept)
        return tuple(
            f"{name} on {iso(row.day)}" + ("" if row.outcome is None else f" is {row.outcome}")
            for name in sorted(read)
            for row in self.case.events.get(name, ())
        )

    def _changed(self) -> str:
        altered, divided = self.case.altered, self.case.divided
        if divided is not None:
            return divided_in_words(self.agreement, divided)
        if altered is None:
            return ""
        type = next(each.type for each in self.problem.figures if each.name == altered.figure)
        values = altered.values
        figure = next(each for each in self.problem.figures if each.name == altered.figure)
        if figure.fixed:
            return f"{altered.figure} {in_words(values[0][1], type)} throughout"
        said = [
            f"{in_words(value, type)} in {self.program.periods[index].label}"
            for index, value in values
        ]
        return f"{altered.figure} {' and '.join(said)}"

    # ---- amounts

    def _amounts(self) -> list[tuple[str, ir.ValueId, Type]]:
        """Return the amounts that a case shows: what the claim rests on, and what it speaks of."""
        found: list[tuple[str, ir.ValueId]] = []
        for plan in self.program.payments:
            if plan.entitled in self.kept:
                found.append((plan.payment, plan.entitled))
        for direction in self.program.directions:
            if direction.payable in self.kept:
                found.append((f"{direction.payer} to {direction.payee}", direction.payable))
        found += self._sides()
        seen: dict[ir.ValueId, str] = {}
        for name, id in found:
            seen.setdefault(id, name)
        return [(name, id, self.program.values[id].type) for id, name in seen.items()]

    def _sides(self) -> list[tuple[str, ir.ValueId]]:
        """Return the two sides of a comparison that a guarantee makes."""
        if self.guarantee.properties[self.position].form.endswith(AS_UNDER):
            return list(self.plan.flows)
        if self.plan.condition is None:
            return []
        op = self.program.values[self.plan.condition].op
        if not isinstance(op, ir.Compare):
            return []
        named = set(self.program.named.values())
        sides = ((op.left, "left side"), (op.right, "right side"))
        return [(word, id) for id, word in sides if id not in named]

    def _paid(self, results: Results, last: int) -> tuple[Row, ...]:
        rows = []
        for name, id, type in self._amounts():
            cells = tuple(_text(each[id], type) for each in results[: last + 1])
            rows.append(Row(name, cells))
        return tuple(rows)

    def _parting(self) -> Parting | None:
        """Return the first line of a payment that gives another amount in the second run."""
        if self.second is None:
            return None
        places, words = (
            outline_in_force(self.agreement),
            Words(self.agreement, self.checked.sources),
        )
        for index, (one, other) in enumerate(zip(self.first, self.second, strict=True)):
            for plan in self.program.payments:
                for step in plan.steps:
                    if step.value not in self.kept or one[step.value] == other[step.value]:
                        continue
                    type = self.program.values[step.value].type
                    return Parting(
                        period=self.program.periods[index].label,
                        subject=plan.payment,
                        clause=places.number(ex.NodeId(step.origin)),
                        words=words.of(step.origin),
                        before=_text(one[step.value], type),
                        after=_text(other[step.value], type),
                    )
        return None

    # ---- as examples

    def _examples(self, last: int) -> str:
        if written_rows(self.agreement, self.case) is None:
            return ""  # nor what stands in such a column
        if any(figure.fixed for figure in self.problem.figures if figure.name in self._read()):
            settable = {item.name for item in self.agreement.of_kind(decl.Segment)}
            fixed = {each.name for each in self.problem.figures if each.fixed}
            if not fixed & set(self._read()) <= settable:
                return ""  # an example cannot give a parameter
        name = f"{self.guarantee.name.replace('.', '_')}_{self.position + 1}"
        title = (self.guarantee.title or name.replace("_", " ")).replace('"', "'")
        found = [self._example(f"{name}_case", f"Case against {title}", self.first, last, False)]
        if self.second is not None:
            words = f"Case against {title}, changed"
            found.append(self._example(f"{name}_changed", words, self.second, last, True))
        return "\n".join(found)

    def _example(self, name: str, title: str, results: Results, last: int, changed: bool) -> str:
        given: Mapping[str, Sequence[Any]] = self.case.inputs(changed).metrics
        kinds = {each.name: each.type for each in self.problem.figures}
        read = self._read()
        unit = self.agreement.contract.settled.value
        labels = [each.label for each in self.program.periods[: last + 1]]
        rows = [[unit, *read]]
        for index, label in enumerate(labels):
            values = (given[each][index] for each in read)
            cells = [written(value, kinds[each]) for value, each in zip(values, read, strict=True)]
            rows.append([label, *cells])
        text = [f'example {name} "{title}"']
        if read or self.case.brought is None:
            text += ["  given", *_grid(rows)]
        for source, grid in written_rows(self.agreement, self.case, changed) or ():
            text += [f"  rows of {source}", *_grid(grid)]
        text += self._example_events()
        plans = [plan for plan in self.program.payments if plan.entitled in self.kept]
        asked = [*((plan.payment, plan.entitled) for plan in plans), *self._added_up()]
        known = [
            (each, id)
            for each, id in asked
            if all(is_known(results[index][id]) for index in range(last + 1))
        ]
        expected = [[unit, *(each for each, _ in known)]]
        for index, label in enumerate(labels):
            cells = [written(results[index][id], self.program.values[id].type) for _, id in known]
            expected.append([label, *cells])
        text += ["  then", *_grid(expected)] if known else []
        return "\n".join(text) + "\n"

    def _example_events(self) -> list[str]:
        read = events_of(self.program, self.kept)
        rows = [["date", "event", "subject", "by", "amount"]]
        for name in sorted(read):
            declared = self.agreement.declarations.get(name)
            for happening in self.case.events.get(name, ()):
                is_event = isinstance(declared, decl.Event)
                decided = is_event and declared.decided_by is not None  # type: ignore[union-attr]
                kind = "decision" if decided else "evidence" if is_event else "delivery"
                by = ""
                if isinstance(declared, decl.Event):
                    by = declared.decided_by or declared.reported_by or ""
                subject = name if happening.outcome is None else f"{name} is {happening.outcome}"
                rows.append([iso(happening.day), kind, subject, by, ""])
        return ["  events", *_grid(rows)] if len(rows) > 1 else []


def _whole(problem: Problem, case: Case) -> Case:
    """Return a case with every figure of the program: those it leaves out are as usual."""
    count = len(problem.program.periods)
    figures = {
        each.name: case.figures.get(each.name, (each.usual,) * count) for each in problem.figures
    }
    events = {each.name: case.events.get(each.name, ()) for each in problem.events}
    return records.evolve(case, figures=figures, events=events)


def _text(value: Any, type: Type) -> str:
    if isinstance(value, Fraction | int | bool | str):
        return in_words(value, type)
    return "unknown"


def _grid(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "    "
        + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
