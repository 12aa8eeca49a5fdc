"""Totals of many runs over arrays in memory are those of `exact`, run by run."""

from fractions import Fraction
from typing import Any

import numpy
import pytest

import milestonelang
from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.exact.values import Unknown
from milestonelang.driver.batch import arrays
from milestonelang.driver.batch.arrays import Asked, Found, Many
from milestonelang.driver.batch.program import brought_metric
from milestonelang.driver.programs import compile_program

TERMS = """
contract c "C"
  version "1.0"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back

party a "A"
party b "B"

metric revenue "Revenue" is money
  between USD 0 and USD 1,000,000
  reported by a
metric part "Part" is percent
  between -50% and 100%
  reported by a
metric efficiency "Efficiency" is percent
  computed as revenue / (revenue + USD 1,000)
metric rest "Rest" is percent
  computed as revenue / (revenue - USD 1,000)

payment bonus "Bonus"
  a pays b each quarter
  amount 2% of revenue
  only if part >= 10%
  at most USD 9,000 per year

event good_news "Good News"
  reported by a

payment prize "Prize"
  a pays b each quarter
  amount USD 100
  only if good_news is true
"""
WIDTH = 40


def made() -> tuple[ir.Program, list[Any], list[Asked]]:
    agreement = milestonelang.check(milestonelang.load(text=TERMS)).require()
    program = compile_program(agreement, {}, frozenset(), frozenset())
    brought = [brought_metric(agreement.get(name, decl.Metric)) for name in ("revenue", "part")]
    names = ("efficiency", "rest")
    asked = [
        *(Asked(program.directions[0].payable, periods) for periods in (None, 3)),
        *(Asked(payment.entitled) for payment in program.payments),
        *(Asked(program.named[name]) for name in names),
    ]
    return program, brought, asked


def by_exact(
    program: ir.Program, asked: list[Asked], figures: dict[str, Any], happened: Any
) -> list[list[Fraction | None]]:
    machine = Machine(program)
    found: list[list[Fraction | None]] = [[] for _ in asked]
    for at in range(WIDTH):
        metrics: dict[str, tuple[ir.Exact | ir.Missing, ...]] = {
            "revenue": tuple(Fraction(int(each), 100) for each in figures["revenue"][:, at]),
            "part": tuple(Fraction(int(each), 10_000) for each in figures["part"][:, at]),
        }
        run = machine.run(ir.Inputs(metrics, {}, happened.get(at, {}))).periods
        for sums, each in zip(found, asked, strict=True):
            values = [results[each.id] for results in run[: each.periods]]
            sums.append(
                None if any(isinstance(v, Unknown) for v in values) else sum(values, Fraction())
            )
    return found


def drawn() -> dict[str, Any]:
    draw = numpy.random.default_rng(3)
    revenue = draw.integers(0, 50_000_000, (4, WIDTH))
    revenue[0, :10] = 100_000  # one figure divides by zero
    revenue[2, 11] = 300_000_000_000_000_000  # far beyond its range
    return {"revenue": revenue, "part": draw.integers(-2_000, 4_000, (4, WIDTH))}


@pytest.mark.parametrize("native", [None, False])
def test_totals_are_those_of_exact(native: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "AT_ONCE", 16)
    program, brought, asked = made()
    many = Many(program, brought, asked, native)
    assert many.why_not == ""
    happening = ir.Happening(program.periods[1].end, None, None)
    happened = {5: {"good_news": (happening,)}, 38: {"good_news": (happening,)}}
    figures = drawn()
    found = many.run(WIDTH, figures, happened)
    assert found.by_exact == 3
    assert [each.amounts() for each in found.totals] == by_exact(program, asked, figures, happened)
    assert found.totals[0].numbers.dtype == numpy.int64


def test_no_runs_have_no_totals() -> None:
    program, brought, asked = made()
    none = numpy.zeros((4, 0), numpy.int64)
    found = Many(program, brought, asked).run(0, {"revenue": none, "part": none})
    assert [each.amounts() for each in found.totals] == [[]] * len(asked)


def test_a_program_without_a_kernel_is_computed_by_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    program, brought, asked = made()
    many = Many(program, brought, asked)
    many.engine.plain = None
    figures = drawn()
    found: Found = many.run(WIDTH, figures)
    assert found.by_exact == WIDTH
    assert [each.amounts() for each in found.totals] == by_exact(program, asked, figures, {})
