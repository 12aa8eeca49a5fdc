"""Splits: steps, cents, bounds over time, and that the shares always add up to the amount."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from milestonelang import ir
from milestonelang.backends.exact.values import NothingToShareBy, Unknown
from milestonelang.types import Unit
from tests.exact.sheet import NO_VALUE, UNKNOWN, Sheet

CENT = Fraction(1, 100)
Step = tuple[tuple[int, ...], tuple[Any, ...], bool, Any]


def share(
    amounts: tuple[Any, ...],
    steps: list[Step],
    cents: ir.CentsTo | int = ir.CentsTo.FIRST,
    window: Unit | None = None,
    parties: int = 3,
) -> list[list[Any]]:
    """Return what each party gets, a list of periods each. A step: parties, shares, by, up to."""
    sheet = Sheet(len(amounts))
    made, feeds = [], []
    for number, (among, shares, by_measure, up_to) in enumerate(steps):
        before = None
        if up_to is not None and window is not None:
            before = sheet.add(ir.TotalBefore(NO_VALUE, window))
            feeds.append((before, number))
        made.append(
            ir.ShareStep(
                number,
                among,
                tuple(sheet.series(*(value,) * len(amounts)) for value in shares),
                by_measure,
                None if up_to is None else sheet.constant(up_to),
                before,
            )
        )
    id = sheet.add(ir.Shared(sheet.series(*amounts), parties, tuple(made), cents, CENT))
    for before, number in feeds:
        sheet.feed(before, operand=sheet.add(ir.Part(id, f"step {number}")))
    return [sheet.of(id, str(party)) for party in range(parties)]


HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        (ir.CentsTo.FIRST, ["33.34", "33.33", "33.33"]),
        (ir.CentsTo.LAST, ["33.33", "33.33", "33.34"]),
        (ir.CentsTo.LARGEST, ["33.34", "33.33", "33.33"]),
        (1, ["33.33", "33.34", "33.33"]),
    ],
)
def test_the_last_cent_goes_where_the_split_says(cents: Any, expected: list[str]) -> None:
    shares = share((100,), [((0, 1, 2), (THIRD, THIRD, THIRD), False, None)], cents)
    assert shares == [[Fraction(text)] for text in expected]


def test_the_largest_fractions_get_a_cent_each() -> None:
    # 0.04 by 1 : 2 : 3 is 0.00666…, 0.01333… and 0.02: the cut-off of the first is the largest.
    shares = share((Fraction("0.04"),), [((0, 1, 2), (1, 2, 3), True, None)], ir.CentsTo.LARGEST)
    assert shares == [[CENT], [CENT], [2 * CENT]]


def test_a_named_party_gets_the_cents_of_steps_it_has_no_part_in() -> None:
    shares = share((Fraction("0.05"),), [((0, 1), (HALF, HALF), False, None)], cents=2)
    assert shares == [[2 * CENT], [2 * CENT], [CENT]]


def test_first_up_to_an_amount_over_the_term_then_shares_then_the_rest() -> None:
    steps: list[Step] = [
        ((0,), (), False, 150),
        ((0, 1), (Fraction(4, 5), Fraction(1, 5)), False, 100),
        ((2,), (), False, None),
    ]
    first, second, third = share((100, 100, 200), steps, window=Unit.TERM)
    # 150 to the first, in two periods; 50 of the second period and 50 of the third at 80/20.
    assert first == [100, 50 + 40, 40]
    assert second == [0, 10, 10]
    assert third == [0, 0, 150]


def test_a_bound_within_each_period_has_no_memory() -> None:
    steps: list[Step] = [((0,), (), False, 60), ((1,), (), False, None)]
    assert share((100, 100), steps, parties=2) == [[60, 60], [40, 40]]


def test_a_share_alone_leaves_the_rest_to_the_next() -> None:
    steps: list[Step] = [((0,), (Fraction(1, 5),), False, None), ((1,), (), False, None)]
    assert share((100,), steps, parties=2) == [[20], [80]]


def test_shares_of_more_than_the_whole_are_shares_of_the_whole() -> None:
    assert share((90,), [((0, 1), (1, HALF), False, None)], parties=2) == [[60], [30]]


def test_what_no_step_takes_goes_to_the_party_of_the_cents() -> None:
    steps: list[Step] = [((0,), (Fraction(1, 5),), False, None)]
    assert share((100,), steps, cents=1, parties=2) == [[20], [80]]
    assert share((100,), steps, parties=2) == [[100], [0]]


def test_measures_that_are_nothing_share_nothing() -> None:
    by: list[Step] = [((0, 1), (0, 0), True, None)]
    assert share((100, 0), by, parties=2) == [[UNKNOWN, 0], [UNKNOWN, 0]]
    assert share((100,), [((0, 1), (5, -1), True, None)], parties=2) == [[UNKNOWN], [UNKNOWN]]


def test_the_reason_names_the_step_that_has_no_measure() -> None:
    sheet = Sheet()
    zero = sheet.constant(0)
    step = ir.ShareStep(77, (0, 1), (zero, zero), True, None, None)
    op = ir.Shared(sheet.constant(5), 2, (step,), ir.CentsTo.FIRST, CENT)
    part = sheet.add(ir.Part(sheet.add(op), "0"))
    found = sheet.run().periods[0][part]
    assert found == Unknown((NothingToShareBy(77),))


def test_below_zero_and_unknown_amounts_are_not_shared() -> None:
    whole: list[Step] = [((0,), (), False, None)]
    assert share((-1, None), whole, parties=1) == [[UNKNOWN, UNKNOWN]]


def test_a_step_that_nothing_reaches_needs_no_figure() -> None:
    steps: list[Step] = [((0,), (), False, 100), ((0, 1), (None, 1), True, None)]
    assert share((80,), steps, parties=2) == [[80], [0]]
    assert share((120,), steps, parties=2) == [[UNKNOWN], [UNKNOWN]]


def test_without_a_unit_shares_are_exact() -> None:
    sheet = Sheet()
    shares = tuple(sheet.constant(value) for value in (1, 2))
    step = ir.ShareStep(0, (0, 1), shares, True, None, None)
    id = sheet.add(ir.Shared(sheet.constant(1), 2, (step,), ir.CentsTo.FIRST, None))
    assert [sheet.of(id, part) for part in ("0", "1", "step 0", "0:1")] == [
        [THIRD], [2 * THIRD], [1], [2 * THIRD],
    ]  # fmt: skip


_cents = st.integers(0, 10**7).map(lambda value: Fraction(value, 100))
_parts = st.lists(st.integers(0, 50), min_size=2, max_size=3)


@settings(max_examples=150, deadline=None)
@given(
    amounts=st.lists(_cents, min_size=1, max_size=4),
    bound=st.none() | _cents,
    weights=_parts,
    then=_parts,
    cents=st.sampled_from([*ir.CentsTo, 0, 2]),
)
def test_shares_add_up_to_the_amount_and_are_never_negative(
    amounts: list[Fraction],
    bound: Fraction | None,
    weights: list[int],
    then: list[int],
    cents: ir.CentsTo | int,
) -> None:
    weights[0] += 1
    then[0] += 1
    percent = tuple(Fraction(value, sum(then)) for value in then)
    steps: list[Step] = [
        (tuple(range(len(weights))), tuple(weights), True, bound),
        (tuple(range(len(then))), percent, False, None),
    ]
    shares = share(tuple(amounts), steps, cents, Unit.TERM)
    for index, amount in enumerate(amounts):
        given_out = [share[index] for share in shares]
        assert sum(given_out) == amount
        assert min(given_out) >= 0
        assert all(value % CENT == 0 for value in given_out)
