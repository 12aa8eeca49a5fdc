"""Literals, and the metrics from which every drawn contract takes what it uses."""

from fractions import Fraction

from tests.reference import model as m


def money(amount: int | Fraction) -> m.Lit:
    """So many dollars."""
    return m.Lit(Fraction(amount), "money")


def percent(share: int) -> m.Lit:
    """So many parts of a hundred."""
    return m.Lit(Fraction(share, 100), "percent")


def lit(value: int | Fraction, unit: str) -> m.Lit:
    return m.Lit(Fraction(value), unit)


def points(count: int) -> m.Lit:
    """So many points."""
    return m.Lit(Fraction(count), "points")


REPORTED = {
    "revenue": m.Metric(
        "revenue", "money", low=Fraction(0), high=Fraction(5_000_000), baseline=Fraction(40_000)
    ),
    "costs": m.Metric("costs", "money", low=Fraction(0), high=Fraction(1_000_000)),
    "outcome": m.Metric("outcome", "money"),
    "score": m.Metric(
        "score", "percent", low=Fraction(0), high=Fraction(3, 2), baseline=Fraction(82, 100)
    ),
    "factor": m.Metric("factor", "number", low=Fraction(0), high=Fraction(3)),
    "headcount": m.Metric("headcount", "customers", low=Fraction(0), high=Fraction(1000)),
    "delay": m.Metric("delay", "days", low=Fraction(0), high=Fraction(365)),
    "grade": m.Metric("grade", "grade"),
}
ORDERS = m.Rows("sum", "amount", ("order",))
LARGE_ORDERS = m.Rows("count", None, ("order",), Fraction(1000))
RETURNS = m.Rows("sum", "amount", ("refund", "credit"))
COMPUTED = {
    "net": m.Metric("net", "money", steps=(("first", ORDERS), ("less", RETURNS))),
    "large_orders": m.Metric(
        "large_orders",
        "number",
        steps=(("first", m.Rows("count", None, ("order",), Fraction(1000))),),
    ),
    "buyers": m.Metric(
        "buyers", "number", steps=(("first", m.Rows("count distinct", "customer")),)
    ),
    "blended": m.Metric(
        "blended",
        "money",
        steps=(
            ("first", m.Ref("revenue")),
            ("less", m.Op("of", lit(Fraction(1, 8), "percent"), m.Ref("costs"))),
            ("times", m.Ref("factor")),
            ("plus", m.Extreme("lesser", (m.Ref("costs"), money(500)))),
            ("divided by", lit(2, "number")),
        ),
    ),
}
ROLLED = {
    "traffic": m.Metric("traffic", "money", rolls_up="summed"),
    "quality": m.Metric("quality", "percent", rolls_up="averaged"),
    "headroom": m.Metric("headroom", "money", rolls_up="at the end"),
}
UNCERTAIN = {
    "mean_order": m.Metric(
        "mean_order", "money", steps=(("first", m.Rows("average", "amount", ("order",))),)
    ),
    "middle_order": m.Metric(
        "middle_order", "money", steps=(("first", m.Rows("median", "amount", ("order",))),)
    ),
    "largest": m.Metric("largest", "money", steps=(("first", m.Rows("highest", "amount")),)),
    "returned": m.Metric(
        "returned", "percent", steps=(("first", m.Rows("share", None, ("refund",))),)
    ),
}
POOL = REPORTED | ROLLED | COMPUTED | UNCERTAIN
NEEDS = {"blended": ("revenue", "costs", "factor")}
CUTS = (1_000, 10_000, 25_000, 50_000, 100_000, 250_000)
