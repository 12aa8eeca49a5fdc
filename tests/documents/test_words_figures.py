"""No sentence without a line, no line without a sentence: figures are tagged, changes show."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import walk
from milestonelang.outline.outline import outline
from milestonelang.outline.uses import nodes
from tests.documents import words_programs as programs

FILES = (programs.SAMPLE, *sorted((Path(__file__).parent / "programs").glob("*.terms")))

# Examples and guarantees print as their author wrote them, an amendment as its source.
AS_WRITTEN = (d.Example, d.Guarantee, d.Amendment)


@functools.cache
def _agreement(path: Path) -> d.Agreement:
    return programs.checked(path.read_text(encoding="utf-8"), path.parent)


def _declarations(agreement: d.Agreement) -> Iterator[Any]:
    yield agreement.contract
    for declared in agreement.declarations.values():
        if not isinstance(declared, AS_WRITTEN):
            yield declared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_of_a_declaration_is_tagged_in_the_text(path: Path) -> None:
    agreement = _agreement(path)
    document = programs.document(agreement)
    tagged = {node.node for node in walk(document) if isinstance(node, model.Value)}
    silent = [
        (type(declared).__name__, declared.name, node.value)
        for declared in _declarations(agreement)
        for node in nodes(declared)
        if isinstance(node, e.Literal)
        and not isinstance(node.value, bool)
        and node.id not in tagged
        and not _is_due_elsewhere(agreement, declared, node)
    ]
    assert silent == []


def _is_due_elsewhere(agreement: d.Agreement, declared: Any, node: e.Literal) -> bool:
    """A baseline read by an expression prints once, with its metric."""
    baselines = {
        inner.id
        for metric in agreement.of_kind(d.Metric)
        for baseline in metric.baselines
        for inner in nodes(baseline.value)
    }
    copies = {
        inner.id
        for holder in nodes(declared)
        if isinstance(holder, (e.Earlier, e.Growth)) and holder.baseline is not None
        for inner in nodes(holder.baseline)
    }
    return node.id in baselines or node.id in copies


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_tag_belongs_to_a_node_of_the_agreement(path: Path) -> None:
    agreement = _agreement(path)
    known = {
        node.id
        for declared in (agreement.contract, *agreement.declarations.values())
        for node in nodes(declared)
    }
    for node in walk(programs.document(agreement)):
        if isinstance(node, model.Value):
            assert node.node in known, node.text


# ---- no two alike: change a field and the text changes

# Worked lines at each cut are the totals of a band table, which print in any case.
SILENT = {("Payment", "shown_at_edges")}


def _changed(value: Any) -> Any:
    """Return another value of the same kind, or None where there is none."""
    match value:
        case bool():
            return not value
        case Fraction():
            return value + 1
        case int():
            return value + 1
        case Enum():
            members = list(type(value))
            return members[(members.index(value) + 1) % len(members)]
        case _:
            return None


def _variants(agreement: d.Agreement, kinds: tuple[type, ...]) -> Iterator[tuple[str, str, Any]]:
    """Yield for each class and field the agreement with that field changed once."""
    seen: set[tuple[str, str]] = set()
    for name, declared in agreement.declarations.items():
        if isinstance(declared, AS_WRITTEN):
            continue
        for node in nodes(declared):
            if not isinstance(node, kinds) or node is agreement.contract.due:
                continue
            if isinstance(declared, d.Split) and node is declared.amount:
                continue
            for known in records.fields(type(node)):
                key = (type(node).__name__, known.name)
                if known.name in ("id", "span", "type") or key in seen or key in SILENT:
                    continue
                other = _changed(getattr(node, known.name))
                if other is None or not _makes_sense(node, known.name, other):
                    continue
                seen.add(key)
                variant = records.evolve(node, **{known.name: other})
                made = _replaced(declared, node, variant)
                changed = {**agreement.declarations, name: made}
                yield (*key, records.evolve(agreement, declarations=changed))


def _makes_sense(node: Any, field: str, other: Any) -> bool:
    """Return whether the changed node is one that the check lets through."""
    if isinstance(other, e.Unit) and other not in (e.Unit.QUARTER, e.Unit.YEAR, e.Unit.TERM):
        return False
    match node, field:
        case n.HoldBack(), "forfeited":
            return node.forfeited_if is not None
        case n.AtMost(), "overflow":
            return other is not n.Overflow.INTO_BALANCE
        case n.AtMost() | n.AtLeast(), "per_row":
            return False
        case n.AtMost() | n.AtLeast() | n.OnlyExcess() | d.Limit(), "window":
            return other in (e.Unit.QUARTER, e.Unit.YEAR, e.Unit.TERM)
        case n.Table(), ("kind" | "continued_outside"):
            return bool(node.bands) and other in (
                n.TableKind.WHOLE_AMOUNT,
                n.TableKind.FIXED_AMOUNTS,
            )
        case n.Due(), "of":
            return other is not n.DueFrom.EVENT
        case n.Table(), "below_zero":
            return other is not n.BelowZero.IMPOSSIBLE
        case (d.Finding(), "targets_first") | (d.Milestone(), "skipped"):
            return False
        case d.Metric(), "only_during_wind_down":
            return False
        case d.Audit(), "by_party":
            return False
        case n.Vests(), "delayed":
            return node.condition is not None
        case n.Band(), "includes_cut":
            return node.cut is not None
        case (e.InState(), _) | (e.AtPlace(), _) | (e.EdgeOf(), _):
            return False
        case e.WindowOf(), "kind":
            return other is not e.WindowKind.LAST
        case e.RowAggregate() | e.RunningColumn(), "aggregate":
            return other not in (e.Aggregate.COUNT, e.Aggregate.SHARE)
        case e.Compare(), "comparison":
            return other not in (e.Comparison.EQUAL, e.Comparison.LESS)
        case e.ExtremeOf(), _:
            return True
        case e.Literal(), _:
            return not isinstance(node.value, bool)
        case d.Recurring(), "every":
            return node.when is None
        case _, ("unit" | "every" | "settled" | "frequency" | "audited"):
            return False
    return True


def _replaced(item: Any, old: Any, new: Any) -> Any:
    if item is old:
        return new
    if type(item) is tuple:
        return tuple(_replaced(part, old, new) for part in item)
    if not isinstance(item, (n.Line, e.Typed)):
        return item
    changes = {}
    for known in records.fields(type(item)):
        value = getattr(item, known.name)
        other = _replaced(value, old, new)
        if (other is not value and other != value) or _holds(value, old):
            changes[known.name] = other
    return records.evolve(item, **changes) if changes else item


def _holds(value: Any, old: Any) -> bool:
    return (
        any(node is old for node in nodes(value))
        if isinstance(value, (tuple, n.Line, e.Typed))
        else False
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_changing_a_field_changes_the_text(path: Path) -> None:
    agreement = _agreement(path)
    before = programs.whole_text(programs.document(agreement))
    alike = []
    for kind, field, variant in _variants(agreement, (n.Line, e.Typed)):
        outline(variant)
        if programs.whole_text(programs.document(variant)) == before:
            alike.append((kind, field))
    assert alike == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dropping_a_step_drops_its_sentence(path: Path) -> None:
    agreement = _agreement(path)
    whole = programs.document(agreement)
    for name, declared in agreement.declarations.items():
        if not isinstance(declared, d.Payment) or len(declared.steps) < 2:
            continue
        shorter = records.evolve(declared, steps=declared.steps[:-1])
        changed = {**agreement.declarations, name: shorter}
        document = programs.document(records.evolve(agreement, declarations=changed))
        left = len(_steps(whole, name)) - 1
        if left == 1:  # is no list: it stands in the sentence
            last = reading.text_of(_steps(whole, name)[-1].text)
            assert last not in {reading.text_of(step.text) for step in _steps(document, name)}
        else:
            assert len(_steps(document, name)) == left


def _steps(document: model.Document, payment: str) -> list[model.Item]:
    start = f"clause-{payment}.calculation"
    return [
        node
        for node in walk(document)
        if isinstance(node, model.Item)
        and node.anchor.startswith(start)
        and node.anchor.count(".") == 2
    ]


def test_a_unit_prints_its_sign() -> None:
    path = Path(__file__).parents[1] / "corpus" / "balances" / "ok" / "a_price_that_rises.terms"
    text = programs.printed(path.read_text(encoding="utf-8"))
    assert "up to and including 11,000 MWh" in text
    assert "EUR 62.40 for each MWh" in text
    assert "mwh" not in text.replace("unit mwh", "")
