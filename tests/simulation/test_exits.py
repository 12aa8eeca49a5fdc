"""Exits that scenarios draw: each early end gives what a statement with that notice says."""

from fractions import Fraction
from pathlib import Path

import pytest

from milestonelang import ir
from milestonelang.driver.errors import InputError
from milestonelang.driver.evaluate import basis_of, given
from milestonelang.driver.simulating.given import Prepared, Wanted, prepare
from milestonelang.driver.simulating.simulate import simulate_terms
from milestonelang.driver.simulating.worst import inputs_of
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.simulation import to_text
from milestonelang.simulation.draw import scenario
from milestonelang.simulation.model import Simulation

TERMS = """
contract leaving_early "Leaving Early"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent
  month ends roll back
  notices received 3 days after sending

party company "Company"

party partner "Partner"

metric sales "Sales" is money
  between USD 0 and USD 100,000 in steps of USD 1,000
  reported by company within 15 days

metric costs "Wind-Down Costs" is money
  between USD 0 and USD 900 in steps of USD 100
  reported by partner within 15 days
  only during the wind down

event launch "Launch"
  reported by partner

payment fee "Fee"
  company pays partner each quarter
  amount 10% of sales
  at most USD 25,000 per year
  hold back 20%, released after 2 quarters

milestone launched "Launched"
  achieved when launch is true
  company pays partner USD 3,000

exit free "Free Exit"
  either party may terminate for convenience
  notice 60 days, ending at the end of the quarter
  winds down over 2 quarters
    company pays partner 50% of fee
    partner pays company 30% of costs

exit weak "Weak Sales"
  company may terminate when sales < USD 30,000 for 2 consecutive quarters
  notice 30 days
"""
CHANCES = (("free", "40%"), ("weak", "60%"), ("launch", "50%"))


def checked() -> Checked:
    return check_terms(from_text(TERMS))


def simulated(count: int, **more: object) -> Simulation:
    wanted = Wanted(**{"scenarios": count, "seed": 4, "chances": CHANCES, **more})  # type: ignore[arg-type]
    return simulate_terms(checked(), wanted)


def of_statement(prepared: Prepared, number: int, folder: Path) -> dict[tuple[str, str], Fraction]:
    """Return what a statement with the notices of a scenario says is paid, by pair and period.

    A notice under `weak` is given at the end of each quarter until one is good: which one that is,
    is told by the statements that refuse the others.
    """
    everything = (*prepared.chances, *prepared.exits)
    drawn = scenario(prepared.drawn, everything, 8, 4, number)
    labels = [f"{year}-Q{n}" for year in (2026, 2027) for n in (1, 2, 3, 4)]
    labels += ["2028-Q1", "2028-Q2"]
    ends = [
        f"{each[:4]}-{('03-31', '06-30', '09-30', '12-31')[int(each[-1]) - 1]}" for each in labels
    ]
    rows = []
    for at, label in enumerate(labels):
        sales, costs = (drawn.figures[name][min(at, 7)] for name in ("sales", "costs"))
        rows.append(f"{label},USD {sales},USD {costs}")
    data = folder / "data.csv"
    data.write_text("quarter,sales,costs\n" + "\n".join(rows) + "\n")
    happened = []
    if "launch" in drawn.events:
        happened.append(f"{ends[drawn.events['launch']]},evidence,launch,partner,,")

    def stated(*notices: str) -> dict[tuple[str, str], Fraction] | None:
        events = folder / "events.csv"
        rows = "\n".join([*happened, *notices])
        events.write_text(f"date,event,subject,by,amount,note\n{rows}\n")
        try:
            basis = basis_of(checked(), given([data], events=[events]))
        except InputError:
            return None
        return {
            (f"{each.payer} to {each.payee}", period.label): results[each.payable]
            for period, results in zip(basis.program.periods, basis.run.periods, strict=True)
            for each in basis.program.directions
        }

    used = []
    if "free" in drawn.events:
        used.append(f"{ends[drawn.events['free']]},notice,free,company,,")
    if "weak" in drawn.events:
        weak = (f"{end},notice,weak,company,," for end in ends[:8])
        used += [each for each in weak if stated(each) is not None][:1]
    used = [each for each in sorted(used) if stated(each) is not None]
    # A notice that comes after the end of the agreement by another is refused.
    found = stated(*used)
    found = stated(*used[:1]) if found is None else found
    assert found is not None
    return found


@pytest.mark.parametrize("number", range(8))
def test_a_scenario_that_ends_early_is_what_the_statement_says(number: int, tmp_path: Path) -> None:
    from milestonelang.driver.simulating.asking import asking_of
    from milestonelang.driver.simulating.leaving import Leaving

    prepared = prepare(checked(), Wanted(1, 4, chances=CHANCES))
    drawn = scenario(prepared.drawn, (*prepared.chances, *prepared.exits), 8, 4, number)
    notices = {name: at for name, at in drawn.events.items() if name in prepared.exit_names}
    leaving = prepared.leaving({})
    assert isinstance(leaving, Leaving)
    plain = leaving.course(None).program
    happened = {name: at for name, at in drawn.events.items() if name not in notices}
    events = type(drawn)(drawn.figures, happened)

    def inputs(program: ir.Program) -> ir.Inputs:
        return inputs_of(prepared, program, events, plain)

    ends = leaving.ending(inputs, notices) if notices else None
    program = leaving.course(ends).program
    pairs = asking_of(prepared.agreement, program, None).of_pairs(True)
    if ends is None:
        run = leaving.course(None).machine.run(inputs(program)).periods
        found = {
            (" to ".join(each.key[1:]), period.label): results[each.id]
            for period, results in zip(program.periods, run, strict=True)
            for each in pairs
            if each.id is not None
        }
    else:
        found = {
            (" to ".join(each.key[1:]), label): amount
            for each, parts in zip(pairs, leaving.parts(inputs, ends, pairs), strict=True)
            for label, amount in parts
        }
    assert found == of_statement(prepared, number, tmp_path)


def test_blocks_and_their_size_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulated(24)
    monkeypatch.setattr("milestonelang.driver.simulating.running.BLOCK", 7)
    monkeypatch.setattr("milestonelang.driver.simulating.running.BLOCK_OF_EVENTS", 7)
    parts = simulated(24)
    assert (whole.pairs, whole.clauses, whole.often, whole.moved) == (
        parts.pairs,
        parts.clauses,
        parts.often,
        parts.moved,
    )
    assert whole.worst == parts.worst


def test_how_often_exits_end_it_is_told() -> None:
    found = simulated(100)
    often = {each.subject: each for each in found.often if each.what == "ends the agreement"}
    # Forty in a hundred give notice; in the last quarter it comes too late, or another was before.
    assert Fraction(25, 100) < often["free"].share < Fraction(40, 100)
    assert 0 < often["weak"].share < Fraction(60, 100)
    # Two quarters have ended before the first notice is good.
    assert next(label for label, share in often["weak"].periods if share) >= "2026-Q3"
    drawn = dict(found.drawn)
    assert drawn["free"] == "notice in 40% of the scenarios, at the end of some period"
    assert drawn["weak"] == "notice in 60% of the scenarios, once there is a reason for it"
    assert "costs" in drawn
    subjects = {each.subject for each in found.pairs}
    assert subjects == {"company to partner", "partner to company"}
    text = to_text.to_text(found)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "free (6) ends the agreement" in text


def test_an_exit_that_is_always_used_ends_every_scenario_that_it_can() -> None:
    found = simulated(20, chances=(("free", "100%"),), worth="11% of sales")
    (often,) = (each for each in found.often if each.what == "ends the agreement")
    assert often.share > Fraction(1, 2)
    assert found.by_exact == often.share * 20
    assert found.break_even is not None
    assert dict(found.drawn)["weak"] == "is not used"
    assert "costs" not in dict(simulated(5, chances=()).drawn)


def test_an_exit_is_no_event_with_an_outcome() -> None:
    with pytest.raises(InputError, match="none of its outcomes"):
        simulated(5, chances=(("free", "10% soon"),))
    with pytest.raises(InputError, match="no event `fre`") as raised:
        simulated(5, chances=(("fre", "10%"),))
    assert raised.value.diagnostics[0].help == "there are `launch`, `free`, `weak`"


CLAIM = """
event claim "Approved Claim"
  decided by company within 30 days

payment refund "Refund"
  company pays partner each quarter
  amount amount of claim
  at least USD 0 per quarter
  at most USD 4,000 per quarter
"""


def test_the_amount_of_an_event_is_drawn_once_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = check_terms(from_text(TERMS + CLAIM))
    chances = (("claim", "100%"), ("free", "30%"))
    figures = (("claim", "USD 2,000 to USD 5,000"),)
    wanted = Wanted(30, 4, figures, chances)
    found = simulate_terms(terms, wanted)
    said = "happens in 100% of the scenarios, once, with USD 2,000 to USD 5,000, as true"
    assert dict(found.drawn)["claim"] == said
    refund = next(each.spread for each in found.clauses if each.subject == "refund")
    # A claim after the agreement has ended is not paid; none is paid twice.
    assert refund.highest == 4_000
    assert refund.lowest in (0, *(each for _, each in refund.quantiles)) or refund.lowest >= 2_000
    assert 2_000 <= refund.mean <= 4_000
    assert "claim" in {each.name for each in found.moved}
    events = dict(found.worst[0].events)
    assert any(name.startswith("claim USD ") for name in events)
    monkeypatch.setattr("milestonelang.driver.simulating.running.BLOCK_OF_EVENTS", 7)
    assert simulate_terms(terms, wanted).pairs == found.pairs
    with pytest.raises(InputError, match="between what the amount of `claim` is drawn"):
        simulate_terms(terms, Wanted(5, 4, (), chances))
