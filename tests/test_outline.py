"""Numbers of clauses, steps, tables and schedules."""

from __future__ import annotations

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.outline.outline import outline
from milestonelang.outline.places import Outline, Role
from milestonelang.types import Unit
from tests.documents import words_agreements as w


def _payment(name: str, agreement: d.Agreement) -> d.Payment:
    return agreement.get(name, d.Payment)


def _lines(laid: Outline) -> list[str]:
    return [f"{place.number} {place.role.value}" for place in laid.walk()]


def test_clauses_of_the_sample_stand_in_order() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    numbers = {name: laid.number(item.id) for name, item in agreement.declarations.items()}
    assert numbers["base_commission"] == "3"
    assert numbers["retention_bonus"] == "4"
    assert numbers["fast_onboarding"] == "5"
    assert numbers["margin_shock"] == "6"
    assert numbers["corrective_plan"] == "7.1"
    assert numbers["recovery_plan"] == "7.2"
    assert numbers["for_cause"] == "9"
    assert numbers["confidentiality"] == "10"
    assert numbers["net_revenue"] == "Schedule 1, 2"
    assert laid.entitlement == "2.1(c)"


def test_an_accumulated_table_takes_two_letters() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    base = _payment("base_commission", agreement)
    on, gate, cap = base.steps
    assert isinstance(on, n.On)
    assert laid.number(on.base.id) == "3.2(a)"
    assert laid.number(on.id) == "3.2(b)"
    assert laid.number(on.table.id) == "3.2(b)"
    assert laid.place(on.table.id, Role.TABLE).number == "Table 1"
    assert [laid.step(gate.id), laid.step(cap.id)] == ["(c)", "(d)"]


def test_a_plain_table_takes_one_letter() -> None:
    table = w.bands(n.TableKind.MARGINAL, (w.pct(8), w.usd(10)), (w.pct(9), None))
    on = w.make(n.On, w.metric("net_revenue"), None, table)
    cap = w.make(n.AtMost, w.usd(5), Unit.YEAR)
    laid = outline(w.agreement(w.payment("fee", "Fee", (on, cap))))
    assert laid.step(on.id) == "(a)"
    assert laid.step(cap.id) == "(b)"


def test_settlement_lines_own_subclauses() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    hold = _payment("base_commission", agreement).settlement[0]
    claw = _payment("retention_bonus", agreement).settlement[0]
    assert laid.number(hold.id) == "3.3"
    assert laid.place(hold.id, Role.RELEASE).number == "3.3(a)"
    assert laid.place(hold.id, Role.FORFEITURE).number == "3.3(b)"
    assert laid.number(claw.id) == "4.3"


def test_effects_are_items_of_their_trigger() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    effects = agreement.get("margin_shock", d.Trigger).effects
    assert [laid.number(effect.id) for effect in effects] == ["6.2(a)", "6.2(b)"]


def test_a_short_schedule_is_stated_in_its_step() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    step = _payment("retention_bonus", agreement).steps[1]
    scale = agreement.get("retention_scale", d.Schedule)
    assert laid.place(scale.id) is laid.place(step.id)


def test_a_long_schedule_gets_a_table_in_the_clause() -> None:
    rows = [(w.pct(10 * index), w.pct(index)) for index in range(1, 6)]
    scale = w.declared(
        d.Schedule,
        "scale",
        "Scale",
        domain=w.PERCENT,
        codomain=w.PERCENT,
        table=w.points(*rows),
    )
    factor = w.ex(e.ApplySchedule, "scale", w.metric("retention", w.PERCENT), type=w.PERCENT)
    fee = w.payment("fee", "Fee", (w.make(n.Amount, w.usd(1)), w.make(n.Times, factor)))
    laid = outline(w.agreement(scale, fee))
    assert laid.number(scale.id) == "Table 1"
    assert laid.place(fee.id, Role.STEPS).tables[0].number == "Table 1"


def test_a_limit_moves_the_entitlement() -> None:
    fee = w.payment("fee", "Fee", (w.make(n.Amount, w.usd(1)),))
    limit = w.declared(
        d.Limit,
        "cap",
        "Cap",
        payments=("fee",),
        at_least=False,
        amount=w.usd(5),
        window=Unit.YEAR,
        sharing=d.Sharing.PRO_RATA,
    )
    laid = outline(w.agreement(fee, limit))
    assert laid.entitlement == "2.1(c)"
    assert laid.place(None, Role.ORDER_ROUNDING).number == "2.1(b)"
    assert laid.number(limit.id) == "4"


def test_a_condition_of_three_parts_is_a_list() -> None:
    parts = tuple(
        w.compare(w.metric("m"), e.Comparison.AT_LEAST, w.usd(amount)) for amount in (1, 2, 3)
    )
    gate = w.make(n.OnlyIf, w.ex(e.AllOf, parts, type=w.TRUTH))
    fee = w.payment("fee", "Fee", (w.make(n.Amount, w.usd(1)), gate))
    laid = outline(w.agreement(w.a_metric("m", "M"), fee))
    assert [laid.number(part.id) for part in parts] == ["3.2(b)(i)", "3.2(b)(ii)", "3.2(b)(iii)"]


def test_lines_for_each_row_stand_below_their_step() -> None:
    inner = (w.make(n.Amount, w.usd(1)), w.make(n.AtMost, w.usd(5), Unit.PERIOD, per_row=True))
    vest = w.make(n.Vests, 4, None, None, None, False)
    block = w.make(n.ForEachRow, "deals", "closed_on", None, inner, (vest,))
    cap = w.make(n.AtMost, w.usd(5), Unit.YEAR)
    fee = w.payment("fee", "Fee", (block, cap))
    laid = outline(w.agreement(fee))
    assert [laid.number(line.id) for line in (block, *inner, cap)] == [
        "3.2(a)",
        "3.2(a)(i)",
        "3.2(a)(ii)",
        "3.2(b)",
    ]
    assert laid.number(vest.id) == "3.4"


def test_a_single_item_stands_in_the_sentence_above() -> None:
    amount = w.make(n.Amount, w.usd(1))
    fee = w.payment("fee", "Fee", (amount,))
    laid = outline(w.agreement(fee))
    only = laid.place(amount.id)
    assert (only.number, only.label) == ("3.2", "")
    above = laid.place(fee.id, Role.STEPS)
    assert (above.lone, above.anchor) == (only, only.anchor)
    assert laid.place(fee.id).lone is None


def test_what_stands_below_a_single_step_has_its_letters() -> None:
    inner = (w.make(n.Amount, w.usd(1)), w.make(n.AtMost, w.usd(5), Unit.PERIOD, per_row=True))
    block = w.make(n.ForEachRow, "deals", "closed_on", None, inner, ())
    laid = outline(w.agreement(w.payment("fee", "Fee", (block,))))
    assert [laid.number(line.id) for line in (block, *inner)] == ["3.2", "3.2(a)", "3.2(b)"]


def test_anchors_are_unique_and_numbering_repeats() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    anchors = [place.anchor for place in laid.walk()]
    assert len(anchors) == len(set(anchors))
    assert _lines(laid) == _lines(outline(agreement))


def test_what_is_not_printed_alone_has_no_number() -> None:
    agreement = w.northwind()
    laid = outline(agreement)
    company = agreement.declarations["company"]
    assert laid.number(company.id) == ""
    assert laid.step(company.id) == ""
