"""What kernels give for drawn scenarios is what `exact` gives for each of them, to the cent."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from milestonelang.backends.batch.form import NotForKernelError
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.exact.values import Unknown
from milestonelang.driver.batch.arrays import Asked
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.programs import compile_program
from milestonelang.driver.proving.problem import given_figures
from milestonelang.driver.simulating import running, simulate
from milestonelang.driver.simulating.asking import Asking, Question, asking_of
from milestonelang.driver.simulating.given import Prepared, Wanted, prepare
from milestonelang.driver.simulating.running import Drawing, Runs
from milestonelang.driver.simulating.simulate import simulate_terms
from milestonelang.driver.simulating.worst import inputs_of
from milestonelang.driver.terms import Checked, check_terms, from_text, load
from milestonelang.simulation.draw import columns, scenario

ROOT = Path(__file__).parents[2]
EVIDENCE = """
contract pilot "Pilot"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in JPY
  rounded half up to the cent

party company "Company"

party partner "Partner"

metric sales "Sales" is money
  between JPY 0 and JPY 9,000,000
  reported by company

metric active "Active" is truth
  reported by company

event certificate "Certificate"
  reported by company

event approval "Approval"
  decided by company

milestone ready "Ready"
  achieved when sales >= JPY 3,000,000
  by 2026-09-30
  requires certificate from company, within 120 days
  company pays partner JPY 500,000

milestone steady "Steady"
  after ready
  requires approval from company
  company pays partner JPY 70,001

payment fee "Fee"
  company pays partner each quarter
  amount 3.33% of sales
  only if active is true
  at most JPY 400,000 per year
"""


def _checked(name: str) -> Checked:
    if name == "evidence":
        return check_terms(from_text(EVIDENCE))
    return check_terms(load(ROOT / "examples" / name))


def _prepared(checked: Checked, wanted: Wanted) -> tuple[Prepared, Asking]:
    prepared = prepare(checked, wanted)
    agreement = prepared.agreement
    program = compile_program(
        agreement, {}, frozenset(given_figures(agreement)), holidays_of(agreement)
    )
    return prepared, asking_of(agreement, program, prepared.worth)


CASES: dict[str, Mapping[str, Any]] = {
    "evidence": {"chances": (("certificate", "70%"), ("approval", "50%"))},
    "northwind/northwind.terms": {
        "chances": (("onboarding_certificate", "60%"),),
        "figures": (("onboarding_time", "1 days to 60 days, mostly 20 days"),),
        "worth": "30% of net_revenue",
    },
    "integration/integration.terms": {},
    "shared-savings/savings.terms": {"chances": (("third_party_validation", "40%"),)},
    "segments/enterprise.terms": {},
}


def _by_exact(
    prepared: Prepared, asking: Asking, asked: list[Asked], scenarios: int
) -> list[list[list[Fraction | None]]]:
    """Return for each scenario and question what each of its periods gives."""
    machine = Machine(asking.program)
    term = asking.program.term_periods
    found = []
    for number in range(scenarios):
        drawn = scenario(prepared.drawn, prepared.chances, term, 5, number)
        run = machine.run(inputs_of(prepared, asking.program, drawn)).periods
        rows = []
        for each in asked:
            values = [results[each.id] for results in run[: each.periods]]
            rows.append([None if isinstance(one, Unknown) else Fraction(one) for one in values])
        found.append(rows)
    return found


@pytest.mark.parametrize(("name", "size"), [*((name, 1 << 15) for name in CASES), ("evidence", 7)])
def test_every_amount_of_every_scenario_is_that_of_exact(
    name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BLOCK", size)
    monkeypatch.setattr(running, "BLOCK_OF_EVENTS", max(size, 20))
    monkeypatch.setattr(running, "_WORTH_A_KERNEL", 2)
    count = 40
    prepared, asking = _prepared(_checked(name), Wanted(count, 5, **CASES[name]))
    questions = [
        Question(each.key, each.id, in_term=False, by_period=True) for each in asking.questions()
    ]
    asked = [Asked(each.id, by_period=True) for each in questions if each.id is not None]
    runs = Runs(asking, questions, Drawing(prepared.drawn, prepared.chances, 5, count))
    assert runs.why_not == ""
    expected = _by_exact(prepared, asking, asked, count)
    by_exact = 0
    for ran in runs.all():
        by_exact += ran.by_exact
        for place, total in enumerate(ran.totals):
            for period, numbers in enumerate(total.numbers.tolist()):
                for at, number in enumerate(numbers):
                    is_known = total.known is None or total.known[period][at]
                    amount = Fraction(number) / total.scale if is_known else None
                    wanted = expected[ran.first + at][place][period]
                    assert amount == wanted, (asked[place], period, ran.first + at)
    assert by_exact < count


def test_columns_are_the_scenarios_one_by_one() -> None:
    prepared, _ = _prepared(
        _checked("evidence"),
        Wanted(
            10,
            figures=(("sales", "JPY 10 to JPY 500, mostly JPY 90"),),
            chances=(("certificate", "33.3%"), ("approval", "60% false")),
        ),
    )
    drawn = columns(prepared.drawn, prepared.chances, 4, 9, 3, 200)
    for at in range(200):
        one = scenario(prepared.drawn, prepared.chances, 4, 9, 3 + at)
        for each in prepared.drawn:
            numbers = drawn.figures[each.name]
            numbers = numbers[:, at].tolist() if numbers.ndim == 2 else [int(numbers[at])] * 4
            assert tuple(each.value(number) for number in numbers) == one.figures[each.name]
        days = {name: int(when[at]) for name, when in drawn.events.items() if when[at] >= 0}
        assert days == one.events
    assert prepared.chances[0].outcome is False or prepared.chances[1].outcome is False


def test_blocks_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Wanted(300, 4, **CASES["evidence"])
    whole = simulate_terms(_checked("evidence"), wanted)
    monkeypatch.setattr(running, "BLOCK_OF_EVENTS", 64)
    monkeypatch.setattr(running, "_THREADS", 3)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    parts = simulate_terms(_checked("evidence"), wanted)
    assert (whole.pairs, whole.clauses, whole.often) == (parts.pairs, parts.clauses, parts.often)
    assert (whole.worst, whole.moved, whole.by_exact) == (parts.worst, parts.moved, parts.by_exact)
    # A currency without cents has none in its means either.
    assert all(each.spread.mean.denominator == 1 for each in whole.pairs)


def test_terms_without_a_kernel_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from milestonelang.driver.batch import program

    def refuse(*_: object, **__: object) -> None:
        raise NotForKernelError("an amount could leave 64 bits")

    by_kernel = simulate_terms(_checked("evidence"), Wanted(30, 4))
    monkeypatch.setattr(program, "make_plan", refuse)
    by_exact = simulate_terms(_checked("evidence"), Wanted(30, 4))
    assert (by_exact.engine, by_exact.by_exact) == ("exact", 30)
    assert by_exact.why_not == "an amount could leave 64 bits"
    assert (by_exact.pairs, by_exact.often) == (by_kernel.pairs, by_kernel.often)
    assert by_exact.moved == by_kernel.moved


def test_what_is_only_counted_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Wanted(3000, 2)
    plain = simulate_terms(_checked("evidence"), wanted)
    monkeypatch.setattr(simulate, "_WIDE", 0)
    monkeypatch.setattr(running, "BLOCK", 500)
    monkeypatch.setattr("milestonelang.simulation.measure.KEPT", 100)
    assert simulate_terms(_checked("evidence"), wanted).pairs == plain.pairs
