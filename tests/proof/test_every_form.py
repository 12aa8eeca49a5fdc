"""Each form of a guarantee gets its verdict, by hand: what holds is proved, what fails is shown.

The programs are `tests/corpus/guarantees/ok/every_form.terms` and a copy in which what makes each
property hold is taken away.
"""

from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text
from tests.corpus.programs import CORPUS, completed

FORMS = (CORPUS / "guarantees" / "ok" / "every_form.terms").read_text("utf-8")


def verdicts(text: str) -> dict[str, str]:
    """Return the verdict of each property, by its words."""
    agreement = check_terms(from_text(completed(text))).require()
    found = {}
    for each in decide_all(agreement, Effort()):
        item = agreement.get(each.guarantee, decl.Guarantee).properties[each.position]
        found[item.words] = each.finding.outcome.value
    return found


def test_the_verdicts_of_every_form() -> None:
    found = verdicts(FORMS)
    # The yearly fee is 1% of what may be 20 million; the range of the metric allows that.
    assert found[
        "total paid by company to partner is at most USD 180,000 per year within USD 0.01"
    ] == ("violated")
    assert found["the total of fee is at most USD 500,000 per term"] == "proved for the term"
    violated = {words for words, verdict in found.items() if verdict == "violated"}
    assert violated == {
        "total paid by company to partner is at most USD 180,000 per year within USD 0.01",
        "restating any metric by 1% moves fee by at most USD 5,000",
        "moving revenue to the next period gains at most USD 500",
    }
    proved = {words for words, verdict in found.items() if verdict.startswith("proved")}
    assert len(proved) >= 14
    assert "not (shock is active and fee > USD 100,000)" in proved
    assert "fee never falls when revenue rises" in proved
    assert "splitting one row of deals in two gains at most USD 0.05" in proved
    assert "every payment is conserved" in proved
    assert "shock can start again" in proved
    assert "every trigger can start and end" in proved


def test_what_makes_a_property_hold_is_taken_away() -> None:
    text = FORMS.replace("fee <= 1% of revenue within", "fee <= 0.01% of revenue within")
    text = text.replace("fee never falls when revenue rises", "fee never rises when revenue rises")
    text = text.replace("when revenue moves by USD 100", "when revenue moves by USD 100,000")
    text = text.replace("not (shock is active and fee > USD 100,000)", "not (fee > USD 1)")
    found = verdicts(text)
    for words in (
        "fee <= 0.01% of revenue within USD 0.01",
        "fee never rises when revenue rises",
        "fee moves by at most USD 100 when revenue moves by USD 100,000",
        "not (fee > USD 1)",
    ):
        assert found[words] == "violated", words


ENDLESS = """
trigger slump "Slump"
  starts when revenue <= USD 50,000
  fee at most USD 100
"""
DISTANT = """
milestone moon "Moon"
  achieved when revenue >= USD 900,000,000
  by 2026-12-31
  company pays partner USD 500
"""
LEAVE = """
exit for_slump "For a Slump"
  either party may terminate when slump is active
  notice 30 days
"""


def test_a_trigger_without_cure_or_exit_and_a_milestone_out_of_reach_are_named() -> None:
    asked = (
        'guarantee each "Each"\n  every trigger has a cure or an exit\n'
        "  every milestone can be achieved\n"
    )
    start, sign, _ = FORMS.partition("assume honest_range")
    assert sign
    agreement = check_terms(from_text(completed(f"{start}{ENDLESS}{DISTANT}\n{asked}"))).require()
    cure, moon = (each.finding for each in decide_all(agreement, Effort()))
    assert (cure.outcome, moon.outcome) == (Outcome.VIOLATED, Outcome.VIOLATED)
    assert cure.how == "nothing ends `slump`, and no exit rests on it"
    assert moon.how.startswith("`moon`: ")
    assert set(verdicts(f"{start}{ENDLESS}{LEAVE}\n{asked}").values()) == {"proved"}
