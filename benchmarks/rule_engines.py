"""The workload of the batch benchmark in two engines for rules, as one would write it for them.

OpenFisca computes columns of its own floats; a quarter stands there as a month of its calendar. ZEN
carries out a graph of decisions for one partner and quarter at a time, in exact decimals, while the
caller keeps the state. Both say nothing where they are not installed:

    pip install openfisca-core zen-engine
"""

import json
from collections.abc import Callable
from typing import Any

import numpy

PERIODS = 12
CUTS = ((0.05, 0), (0.02, 100_000), (0.02, 250_000), (0.01, 500_000), (0.02, 1_000_000))


def by_openfisca(figures: dict[str, Any]) -> Callable[[], Any] | None:
    """OpenFisca-Core: a variable for each amount, in dollars."""
    try:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import DateUnit, period as period_of
        from openfisca_core.simulations import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable
    except ImportError:
        return None
    partner = build_entity(key="partner", plural="partners", label="A partner", is_person=True)
    system = TaxBenefitSystem([partner])
    month = DateUnit.MONTH

    def declare(name: str, formula: Any = None, kind: type = float) -> None:
        parts = {"value_type": kind, "entity": partner, "definition_period": month, "label": name}
        if formula is not None:
            parts["formula"] = formula
        system.add_variable(type(name, (Variable,), parts))

    def index(period: Any) -> int:
        return int(period.start.month) - 1

    def before(who: Any, name: str, period: Any, in_year: bool = True) -> Any:
        at = index(period)
        return 0 if at == 0 or (in_year and at % 4 == 0) else who(name, period.last_month)

    def cents(amount: Any) -> Any:
        return numpy.floor(amount * 100 + 0.5) / 100

    def total(who: Any, period: Any) -> Any:
        return before(who, "total", period) + who("revenue", period)

    def banded(who: Any, period: Any) -> Any:
        base = numpy.maximum(who("total", period), 0)
        return sum(rate * numpy.maximum(base - cut, 0) for rate, cut in CUTS)

    def line(who: Any, period: Any) -> Any:
        carried = numpy.minimum(before(who, "line", period, in_year=False), 0)
        return who("banded", period) - before(who, "banded", period) + carried

    def capped(who: Any, period: Any) -> Any:
        room = numpy.maximum(120_000 - before(who, "paid", period), 0)
        return cents(
            numpy.minimum(numpy.minimum(numpy.maximum(who("line", period), 0), 40_000), room)
        )

    def paid(who: Any, period: Any) -> Any:
        return before(who, "paid", period) + who("capped", period)

    def low(who: Any, period: Any) -> Any:
        is_low = who("margin", period) < numpy.float32(0.35)
        return numpy.where(is_low, before(who, "low", period, in_year=False) + 1, 0)

    def active(who: Any, period: Any) -> Any:
        was = before(who, "active", period, in_year=False)
        goes_on = (was != 0) | (who("low", period) >= 2)
        return goes_on & (who("margin", period) < numpy.float32(0.38))

    def shocked(who: Any, period: Any) -> Any:
        amount = who("capped", period)
        return cents(numpy.where(who("active", period), amount / 2, amount))

    def bonus(who: Any, period: Any) -> Any:
        base = numpy.maximum(who("revenue", period), 0) * 0.02
        kept = numpy.where(who("retention", period) >= numpy.float32(0.9), base, 0)
        left = numpy.maximum(40_000 - before(who, "bonus_paid", period), 0)
        return cents(numpy.minimum(kept, left))

    def bonus_paid(who: Any, period: Any) -> Any:
        return before(who, "bonus_paid", period) + who("bonus", period)

    def held(who: Any, period: Any) -> Any:
        return cents(who("shocked", period) * 0.1)

    def payable(who: Any, period: Any) -> Any:
        at = index(period)
        due = who("held", period.offset(-2)) if at >= 2 else 0
        if at == PERIODS - 1:
            due = due + who("held", period.last_month) + who("held", period)
        free = numpy.where(who("churn", period) > numpy.float32(0.08), 0, due)
        amount = who("bonus", period)
        extra = cents(numpy.where(who("active", period), amount / 2, amount))
        return who("shocked", period) - who("held", period) + free + extra

    for name in ("revenue", "retention", "margin", "churn"):
        declare(name)
    for formula in (total, banded, line, capped, paid, shocked, bonus, bonus_paid, held, payable):
        declare(formula.__name__, formula)
    declare("low", low, int)
    declare("active", active, bool)
    names = {"revenue": "net_revenue", "margin": "gross_margin"}
    months = [period_of(f"2024-{at + 1:02}") for at in range(PERIODS)]
    count = figures["churn"].shape[1]

    def run() -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, count)
        for name in ("revenue", "retention", "margin", "churn"):
            scale = 100 if name == "revenue" else 10_000
            for at, when in enumerate(months):
                simulation.set_input(name, when, figures[names.get(name, name)][at] / scale)
        found = [simulation.calculate("payable", when) for when in months]
        return numpy.floor(numpy.stack(found).astype(float) * 100 + 0.5).astype(numpy.int64)

    return run


STEPS = {
    "total": "keep * total + n",
    "x": "max([$.total, 0])",
    "f": "5 * $.x + 2 * max([$.x - 10000000, 0]) + 2 * max([$.x - 25000000, 0])"
    " + max([$.x - 50000000, 0]) + 2 * max([$.x - 100000000, 0])",
    "line": "$.f - keep * f + carried",
    "carried": "min([$.line, 0])",
    "room": "max([12000000 - keep * given, 0])",
    "c": "floor((min([max([$.line, 0]), 400000000, 100 * $.room]) + 50) / 100)",
    "given": "keep * given + $.c",
    "low": "g < 3500 ? min([low + 1, 2]) : 0",
    "active": "(active or $.low >= 2) and g < 3800",
    "cc": "floor((($.active ? $.c : 2 * $.c) + 1) / 2)",
    "left": "max([4000000 - keep * bonus_given, 0])",
    "b": "floor((min([r >= 9000 ? max([n, 0]) : 0, 50 * $.left]) + 25) / 50)",
    "bonus_given": "keep * bonus_given + $.b",
    "bb": "floor((($.active ? $.b : 2 * $.b) + 1) / 2)",
    "h2": "h1",
    "h1": "h0",
    "h0": "floor(($.cc + 5) / 10)",
    "due": "$.h2 + (at_end ? $.h1 + $.h0 : 0)",
    "out": "$.cc - $.h0 + $.bb + (u > 800 ? 0 : $.due)",
}
START = {
    "total": 0, "f": 0, "carried": 0, "given": 0, "bonus_given": 0, "low": 0, "active": False,
    "h0": 0, "h1": 0, "h2": 0,
}  # fmt: skip


def by_zen(figures: dict[str, Any]) -> Callable[[], Any] | None:
    """ZEN: a graph with one node of expressions, in cents."""
    try:
        import zen
    except ImportError:
        return None
    steps = [{"id": key, "key": key, "value": value} for key, value in STEPS.items()]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "do", "name": "do", "type": "expressionNode", "content": {"expressions": steps}},
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
        for a, b in (("in", "do"), ("do", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    keys = {"n": "net_revenue", "r": "retention", "g": "gross_margin", "u": "churn"}
    columns = {key: figures[name].T.tolist() for key, name in keys.items()}
    count = figures["churn"].shape[1]

    def run() -> Any:
        found = numpy.zeros((PERIODS, count), numpy.int64)
        for at in range(count):
            state: dict[str, Any] = dict(START)
            for period in range(PERIODS):
                row = {key: column[at][period] for key, column in columns.items()}
                row |= {"keep": int(period % 4 != 0), "at_end": period == PERIODS - 1}
                state = decision.evaluate({**state, **row})["result"]
                found[period, at] = int(state["out"])
        return found

    return run
