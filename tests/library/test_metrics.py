"""Every metric of the library against a second computation in plain Python.

Rows and reported figures are drawn: customers who leave, come back and come in the middle of a
period, refunds above revenue, periods without any row. The second computation reads the same
files and shares nothing with the evaluator. What divides by nothing must be pending.
"""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median

import pytest

import milestonelang
from milestonelang.library import standard_modules

HERE = Path(__file__).resolve().parent
TERMS = HERE / "every_metric.terms"
QUARTERS = [f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)]
Row = dict[str, str]
Number = Fraction | None


def first_day(place: int) -> date:
    return date(2026 + place // 4, place % 4 * 3 + 1, 1)


class Drawn:
    """Files of one draw; *kind* is an edge case, or empty."""

    def __init__(self, seed: int, kind: str) -> None:
        self.random, self.kind = Random(seed), kind
        self.rows: dict[str, list[list[Row]]] = {
            "billing": [self.billing() for _ in QUARTERS],
            "customers": self.customers(),
            "expiring": [self.some(self.expiring, 6) for _ in QUARTERS],
            "orders": [self.some(self.order, 9) for _ in QUARTERS],
            "signups": [self.some(lambda: {"activated": self.truth()}, 9) for _ in QUARTERS],
            "projects": [self.some(lambda: {"days_taken": self.whole(90)}, 5) for _ in QUARTERS],
            "accounts": [self.some(lambda: {"customer": self.name()}, 6) for _ in QUARTERS],
        }
        self.figures = [self.reported() for _ in QUARTERS]

    def some(self, row: Callable[[], Row], most: int) -> list[Row]:
        count = 0 if self.kind == "no rows" else self.random.randint(1, most)
        return [row() for _ in range(count)]

    def whole(self, most: int, least: int = 0) -> str:
        return str(self.random.randint(least, most))

    def money(self, most: int) -> str:
        whole, cents = divmod(self.random.randint(0, most * 100), 100)
        return f"{whole}.{cents:02d}"

    def truth(self) -> str:
        return self.random.choice(["true", "false"])

    def name(self) -> str:
        return f"C{self.random.randint(1, 12)}"

    def billing(self) -> list[Row]:
        rows = self.some(lambda: {"amount": self.money(9000), "lowers_revenue": self.truth()}, 9)
        if self.kind == "refunds above revenue":
            rows.append({"amount": "99999.00", "lowers_revenue": "true"})
        return rows

    def expiring(self) -> Row:
        return {"renewed": self.truth(), "yearly_value": self.money(50000)}

    def order(self) -> Row:
        listed = self.random.randint(1, 5000)
        price = self.random.randint(0, listed)
        return {
            "is_further_product": self.truth(),
            "list_price": str(listed),
            "price": str(price),
        }

    def customers(self) -> list[list[Row]]:
        """Revenue at the start and end of each quarter: the end of one is the start of the next."""
        revenue = {f"C{place}": self.random.choice([0, 100, 2500]) for place in range(1, 13)}
        found = []
        for _ in QUARTERS:
            rows = []
            for name, opening in revenue.items():
                closing = 0 if self.kind == "all left" else self.random.choice([0, opening, 1200])
                revenue[name] = closing
                rows.append(
                    {
                        "customer": name,
                        "opening": str(opening),
                        "closing": str(closing),
                        "revenue": self.random.choice(["150000", "200000", "350000.01"]),
                        "days_to_revenue": self.whole(200),
                    }
                )
            found.append([] if self.kind == "no rows" else rows)
        return found

    def reported(self) -> Row:
        none = self.kind == "no rows"
        return {
            "revenue": self.money(900000),
            "direct_cost": self.money(300000),
            "selling_cost": self.money(100000),
            "spend": self.money(100000),
            "won": "0" if none else self.whole(30),
            "paying": "0" if none else self.whole(300),
            "users": "0" if none else self.whole(300),
            "adopters": self.whole(300),
            "monthly_revenue": self.money(500),
            "failed": self.whole(50),
            "requests": "0" if none else self.whole(5000),
            "open_deals": self.whole(40),
            "deal_value": self.money(20000),
            "win_rate": f"{self.whole(100)}%",
            "cycle": self.whole(120),
        }

    def write(self, folder: Path) -> dict[str, str]:
        """Write the files; return those of the rows by their sources."""
        dated = {
            "billing": "issued_on",
            "customers": "period_end",
            "expiring": "ends_on",
            "orders": "ordered_on",
            "signups": "signed_up_on",
            "projects": "ready_on",
            "accounts": "listed_on",
        }
        columns = {
            "billing": ["amount", "lowers_revenue"],
            "customers": ["customer", "opening", "closing", "revenue", "days_to_revenue"],
            "expiring": ["renewed", "yearly_value"],
            "orders": ["is_further_product", "list_price", "price"],
            "signups": ["activated"],
            "projects": ["days_taken"],
            "accounts": ["customer"],
        }
        files = {}
        for source, quarters in self.rows.items():
            path = folder / f"{source}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow([dated[source], *columns[source]])
                for place, rows in enumerate(quarters):
                    for row in rows:
                        day = first_day(place) + timedelta(days=self.random.randint(0, 89))
                        cells = [with_unit(name, row[name]) for name in columns[source]]
                        writer.writerow([day.isoformat(), *cells])
            files[source] = str(path)
        with (folder / "quarterly.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["quarter", *self.figures[0]])
            for label, row in zip(QUARTERS, self.figures, strict=True):
                cells = [with_unit(name, value) for name, value in row.items()]
                writer.writerow([label, *cells])
        return files


def with_unit(name: str, value: str) -> str:
    return f"{value} days" if name == "cycle" or "days" in name else value


def divided(above: Number, below: Number) -> Number:
    return None if above is None or not below else above / below


def expected(drawn: Drawn, place: int) -> dict[str, Number]:
    """What each metric is in a quarter, from its definition."""

    def total(rows: list[Row], column: str) -> Fraction:
        return sum((Fraction(row[column]) for row in rows), Fraction(0))

    def share(rows: list[Row], column: str) -> Number:
        return divided(Fraction(sum(row[column] == "true" for row in rows)), Fraction(len(rows)))

    rows = {source: quarters[place] for source, quarters in drawn.rows.items()}
    given = {
        name: Fraction(value.rstrip("%")) / (100 if value.endswith("%") else 1)
        for name, value in drawn.figures[place].items()
    }
    people, orders = rows["customers"], rows["orders"]
    opening = total(people, "opening")
    had = [row for row in people if Fraction(row["opening"]) > 0]
    left = [row for row in had if Fraction(row["closing"]) == 0]
    signs = [-1 if row["lowers_revenue"] == "true" else 1 for row in rows["billing"]]
    amounts = [Fraction(row["amount"]) for row in rows["billing"]]
    own = {row["customer"] for quarter in drawn.rows["customers"] for row in quarter}
    margin = divided(given["revenue"] - given["direct_cost"], given["revenue"])
    cost = divided(given["spend"], given["won"])
    churn = divided(Fraction(len(left)), Fraction(len(had)))
    each = divided(given["revenue"], given["paying"])
    value = None if each is None or margin is None else divided(each * margin, churn)
    earned = sum((Fraction(row["revenue"]) for row in drawn.figures[: place + 1]), Fraction(0))
    capped = [min(Fraction(row["revenue"]), Fraction(200000)) for row in people]
    further = Fraction(sum(row["is_further_product"] == "true" for row in orders))
    days = [Fraction(row["days_taken"]) for row in rows["projects"]]
    first = [Fraction(row["days_to_revenue"]) for row in people]
    yearly = [Fraction(row["yearly_value"]) for row in rows["expiring"]]
    pipeline = given["open_deals"] * given["deal_value"] * given["win_rate"]
    monthly = given["monthly_revenue"]
    payback = None if margin is None else divided(cost, monthly * margin)
    kept = [min(Fraction(row["opening"]), Fraction(row["closing"])) for row in people]
    season, adjusted = seasonal(drawn, place)
    return {
        "net_revenue": sum((s * a for s, a in zip(signs, amounts, strict=True)), Fraction(0)),
        "net_revenue_per_user": divided(given["revenue"], given["users"]),
        "gross_margin": margin,
        "contribution_margin": divided(
            given["revenue"] - given["direct_cost"] - given["selling_cost"], given["revenue"]
        ),
        "acquisition_cost": cost,
        "cost_per_acquisition": divided(given["selling_cost"], given["won"]),
        "logo_churn": churn,
        "lifetime_value": value,
        "lifetime_value_to_date": divided(earned, given["won"]),
        "ltv_to_cac": divided(value, cost),
        "payback_months": payback,
        "gross_revenue_retention": divided(sum(kept, Fraction(0)), opening),
        "net_revenue_retention": divided(total(had, "closing"), opening),
        "renewal_rate": share(rows["expiring"], "renewed"),
        "average_contract_value": divided(sum(yearly, Fraction(0)), Fraction(len(yearly))),
        "cross_sell_velocity": divided(further * 100, given["paying"]),
        "cost_per_active_user": divided(given["direct_cost"], given["users"]),
        "activation_rate": share(rows["signups"], "activated"),
        "feature_adoption": divided(given["adopters"], given["users"]),
        "onboarding_time": median(days) if days else None,
        "time_to_first_revenue": median(first) if first else None,
        "error_rate": divided(given["failed"], given["requests"]),
        "pipeline_velocity": divided(pipeline, given["cycle"]),
        "discount_discipline": divided(
            total(orders, "list_price") - total(orders, "price"), total(orders, "list_price")
        ),
        "joint_customers": Fraction(len({row["customer"] for row in rows["accounts"]} & own)),
        "revenue_without_outliers": sum(capped, Fraction(0)),
        "seasonal_index": season,
        "seasonal_index.seasonally_adjusted": adjusted,
    }


def seasonal(drawn: Drawn, place: int) -> tuple[Number, Number]:
    """The index and the adjusted figure: five quarters back are not there before the eighth."""
    base = [Fraction(row["revenue"]) for row in drawn.figures]
    if place < 7:
        return None, None
    index = divided(base[place - 4], sum(base[place - 7 : place - 3], Fraction(0)) / 4)
    return index, divided(base[place], index)


DRAWS = [(seed, "") for seed in range(4)] + [
    (11, "no rows"),
    (12, "all left"),
    (13, "refunds above revenue"),
]


@pytest.mark.parametrize(("seed", "kind"), DRAWS)
def test_metrics_are_what_their_definitions_say(seed: int, kind: str, tmp_path: Path) -> None:
    drawn = Drawn(seed, kind)
    files = drawn.write(tmp_path)
    path = tmp_path / TERMS.name
    # What a metric gives is no matter of the currency.
    path.write_text(TERMS.read_text("utf-8").replace("USD", "EUR" if seed % 2 else "USD"), "utf-8")
    terms = milestonelang.check(path)
    assert not terms.has_errors
    statement = milestonelang.evaluate(terms, data=[tmp_path / "quarterly.csv"], rows=files)
    for place, label in enumerate(QUARTERS):
        for name, figure in expected(drawn, place).items():
            assert statement.amount(label, name, "value") == figure, (label, name)


def test_draws_have_the_cases_that_definitions_must_settle() -> None:
    """Customers who come in the middle of a period, who leave, and who leave and come back."""
    people = Drawn(0, "").rows["customers"]
    paid = {
        (place, row["customer"]): Fraction(row["opening"]) > 0
        for place, rows in enumerate(people)
        for row in rows
    }
    courses = {name: [paid[place, name] for place in range(len(people))] for _, name in paid}
    pairs = [(one, two) for course in courses.values() for one, two in pairwise(course)]
    assert {(False, True), (True, False), (True, True), (False, False)} <= set(pairs)
    assert any(
        had and not stayed and any(course[place + 2 :])
        for course in courses.values()
        for place, (had, stayed) in enumerate(pairwise(course))
    )
    refunded = expected(Drawn(13, "refunds above revenue"), 0)["net_revenue"]
    assert refunded is not None and refunded < 0
    assert expected(Drawn(12, "all left"), 0)["logo_churn"] == 1
    assert expected(Drawn(11, "no rows"), 0)["logo_churn"] is None


def test_the_table_says_of_every_metric_how_it_is_counted() -> None:
    text = (HERE.parents[1] / "docs" / "metrics.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| [")]
    assert all(len(row) == 9 and all(row) for row in rows)
    named = {row[0].partition("]")[0].lstrip("[") for row in rows}
    assert named == {name.rpartition(".")[2] for name in standard_modules() if ".metrics." in name}


def test_every_metric_of_the_library_is_computed_here() -> None:
    names = {name.rpartition(".")[2] for name in standard_modules() if ".metrics." in name}
    assert names <= set(expected(Drawn(0, ""), 0))
