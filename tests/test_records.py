"""Frozen classes: constructor, equality, hash, representation, patterns, and no change."""

import copy
import pickle

import pytest

from milestonelang import records


@records.frozen(kw_only=True)
class Placed:
    """Something with a place that says nothing about it."""

    place: int = records.field(eq=False, repr=False)


@records.frozen
class Pair(Placed):
    """Two things."""

    left: int
    right: tuple[int, ...] = ()
    names: list[str] = records.field(factory=list, eq=False)


@records.frozen(eq=False)
class Alone:
    """Equal to itself only."""

    value: int


@records.mutable
class Tally:
    """What changes while it is counted."""

    of: str
    count: int = 0
    seen: list[int] = records.field(factory=list)


def test_constructor() -> None:
    pair = Pair(1, (2,), place=5)
    assert (pair.left, pair.right, pair.names, pair.place) == (1, (2,), [], 5)
    assert Pair(1, place=5).names is not Pair(1, place=5).names
    assert [field.name for field in records.fields(Pair)] == ["place", "left", "right", "names"]


@pytest.mark.parametrize(
    ("args", "named", "words"),
    [
        ((), {"place": 1}, "needs the field 'left'"),
        ((1,), {}, "needs the field 'place'"),
        ((1, (), [], 4), {"place": 1}, "takes 3 positional fields, got 4"),
        ((1,), {"place": 1, "left": 2}, "got the field 'left' twice"),
        ((1,), {"place": 1, "other": 2}, "has no field 'other'"),
        ((1, ()), {"place": 1, "other": 2}, "has no field 'other'"),
    ],
)
def test_constructor_refuses(
    args: tuple[object, ...], named: dict[str, object], words: str
) -> None:
    build: type = Pair
    with pytest.raises(TypeError, match=words):
        build(*args, **named)


def test_equality_and_hash() -> None:
    assert Pair(1, place=1) == Pair(1, place=2)
    assert hash(Pair(1, place=1)) == hash(Pair(1, place=2))
    assert Pair(1, place=1) != Pair(2, place=1)
    assert Pair(1, place=1) != object()
    assert Alone(1) != Alone(1)
    assert len({Alone(1), Alone(1)}) == 2


def test_representation_and_patterns() -> None:
    pair = Pair(1, (2,), place=5)
    assert repr(pair) == "Pair(left=1, right=(2,), names=[])"
    match pair:
        case Pair(left, (only,)):
            assert (left, only) == (1, 2)


def test_nothing_changes() -> None:
    pair = Pair(1, place=5)
    with pytest.raises(AttributeError, match="frozen"):
        setattr(pair, "left", 2)  # noqa: B010
    with pytest.raises(AttributeError, match="frozen"):
        delattr(pair, "left")
    changed = records.evolve(pair, left=3)
    assert (pair.left, changed.left, changed.place) == (1, 3, 5)
    with pytest.raises(TypeError, match="no field 'other'"):
        records.evolve(pair, other=1)


def test_copies() -> None:
    pair = Pair(1, (2,), place=5)
    assert copy.deepcopy(pair) == pair
    assert pickle.loads(pickle.dumps(pair)).place == 5


def test_mutable_fields_can_be_set() -> None:
    tally = Tally("rows")
    tally.count += 2
    tally.seen.append(4)
    assert (tally.of, tally.count, tally.seen) == ("rows", 2, [4])
    assert Tally("rows").seen == []
    assert repr(tally) == "Tally(of='rows', count=2, seen=[4])"


def test_a_mutable_record_equals_itself_alone() -> None:
    tally = Tally("rows")
    assert tally != Tally("rows")
    assert {tally, Tally("rows")} > {tally}
