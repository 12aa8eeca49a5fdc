"""The tree: every node has the fields that its class declares, places, numbers and walks."""

import importlib
import pkgutil
import types
import typing
from collections.abc import Iterator
from enum import Enum

from milestonelang import records
from milestonelang.syntax import ast
from tests.syntax.reading import OK, read, read_file


def _nodes() -> Iterator[tuple[str, ast.Node]]:
    for path in OK:
        result = read_file(path)
        for declaration in result.module.declarations:
            for node in ast.walk(declaration):
                yield result.file.slice(node.span), node


def test_fields_are_of_their_types() -> None:
    for text, node in _nodes():
        hints = typing.get_type_hints(type(node), vars(ast))
        for field in records.fields(type(node)):
            value = getattr(node, field.name)
            assert _fits(value, hints[field.name]), (text, node, field.name)


def _fits(value: object, hint: object) -> bool:
    if isinstance(hint, typing.NewType):
        return isinstance(value, int)
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, part) for part in typing.get_args(hint))
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return isinstance(value, tuple) and all(_fits(part, item) for part in value)
    assert isinstance(hint, type), hint
    return isinstance(value, hint)


def test_every_class_of_node_is_in_the_corpus() -> None:
    seen = {type(node) for _, node in _nodes()}
    classes = {
        kind
        for kind in vars(ast).values()
        if isinstance(kind, type) and issubclass(kind, ast.Node) and kind is not ast.Node
    }
    assert sorted(kind.__name__ for kind in classes - seen) == []


def test_every_choice_of_words_is_in_the_corpus() -> None:
    seen = {
        value
        for _, node in _nodes()
        for field in records.fields(type(node))
        if isinstance(value := getattr(node, field.name), Enum)
    }
    # Months and units of time are many of a kind.
    left = {
        choice
        for kind in vars(ast).values()
        if isinstance(kind, type) and issubclass(kind, Enum) and kind is not ast.Month
        for choice in kind
    } - seen
    assert sorted(f"{type(choice).__name__}.{choice.name}" for choice in left) == []


def test_numbers_are_unique_and_places_nest() -> None:
    for path in OK:
        numbers: set[int] = set()
        for declaration in read_file(path).module.declarations:
            for node in ast.walk(declaration):
                assert node.id not in numbers
                numbers.add(node.id)
                assert node.span.start <= node.span.end
                for child in ast.children(node):
                    assert node.span.start <= child.span.start
                    assert child.span.end <= node.span.end


def test_map_children_changes_only_what_changes() -> None:
    (party,) = read('party a "A"\n  described as "B"\n').module.declarations
    assert ast.map_children(party, lambda node: node) is party

    def rename(node: ast.Node) -> ast.Node:
        return records.evolve(node, text="b") if isinstance(node, ast.Name) else node

    changed = ast.map_children(party, rename)
    assert isinstance(changed, ast.Party)
    assert changed.name.text == "b"
    assert isinstance(party, ast.Party)
    assert changed.title is party.title


def test_placeholders_have_their_places() -> None:
    result = read('clause c "C"\n  "About {net_revenue} and {{braces}} of {shared.rate}."\n')
    (clause,) = result.module.declarations
    texts = [node for node in ast.walk(clause) if isinstance(node, ast.Text)]
    refs = texts[1].placeholders
    assert [ref.text for ref in refs] == ["net_revenue", "shared.rate"]
    assert [result.file.slice(ref.span) for ref in refs] == ["net_revenue", "shared.rate"]


def test_literals_are_never_cut() -> None:
    (payment,) = read('payment p "P"\n  amount x - 2026-03-31\n').module.declarations
    found = [node for node in ast.walk(payment) if isinstance(node, ast.Binary)]
    assert [type(node.right) for node in found] == [ast.Date]


def test_the_package_has_every_node_and_word() -> None:
    for module in pkgutil.iter_modules(ast.__path__):
        inner = importlib.import_module(f"{ast.__name__}.{module.name}")
        for name, value in vars(inner).items():
            if getattr(value, "__module__", "") == inner.__name__ and not name.startswith("_"):
                assert getattr(ast, name) is value, name
