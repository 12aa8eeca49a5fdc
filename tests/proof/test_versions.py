"""Guarantees about other terms: at least as under the version before, on the same data."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from milestonelang import ir
from milestonelang.backends.exact.run import Machine
from milestonelang.backends.proof.model import Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.errors import InputError, TermsError
from milestonelang.driver.output import certificate_beside
from milestonelang.driver.proving.certificates import certified, write_certificate
from milestonelang.driver.proving.problem import problem_of
from milestonelang.driver.proving.prove import Proof, prove_terms
from milestonelang.driver.proving.text import to_text
from milestonelang.driver.terms import check_terms, from_text, load
from milestonelang.ir.moved import side_by_side
from tests.proof.drawn import agreement_of, drawn_cases
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data

FIRST = """\
contract deal "Deal"
  version "1.0"
  effective 2027-01-01 until 2028-12-31
  settled quarterly in USD
  rounded half up to the cent
  law "Delaware"

party company "Company Inc."
  described as "the company"

party partner "Partner Inc."
  described as "the partner"

metric revenue "Revenue" is money
  between USD 0.00 and USD 1,000,000.00
  reported by company within 15 days

payment commission "Commission"
  company pays partner each quarter
  on revenue
  at marginal rates
    5% below USD 100,000.00
    8% beyond
  at most USD 40,000.00 per year
  due within 30 days of the end of the quarter
"""
TOTAL = "total paid by company to partner is at least as under"
PROVED = (Outcome.PROVED, Outcome.PROVED_FOR_TERM)


def _proof(folder: Path, promise: str, first: str = FIRST, *changes: tuple[str, str]) -> Proof:
    """Return what is known of a promise about the changed terms and those before."""
    (folder / "v1.terms").write_text(first, "utf-8")
    text = FIRST
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    now = folder / "v2.terms"
    now.write_text(f'{text}\nguarantee no_less "No less"\n  {promise}\n', "utf-8")
    return prove_terms(check_terms(load(now)), Effort(), apart=False)


@pytest.mark.parametrize("what", [TOTAL, "the total of commission is at least as under"])
def test_a_higher_rate_never_pays_less(tmp_path: Path, what: str) -> None:
    proof = _proof(tmp_path, f'{what} "v1.terms"', FIRST, ("5% below", "6% below"))
    (verdict,) = proof.guarantees
    assert verdict.outcome in PROVED
    assert [Path(name).name for name, _ in proof.sources] == ["v2.terms", "v1.terms"]


def test_a_lower_maximum_pays_less_and_both_amounts_are_shown(tmp_path: Path) -> None:
    changes = (("5% below", "6% below"), ("USD 40,000.00 per year", "USD 38,000.00 per year"))
    proof = _proof(tmp_path, f'{TOTAL} "v1.terms"', FIRST, *changes)
    ((one,),) = [each.properties for each in proof.guarantees]
    assert one.outcome is Outcome.VIOLATED and one.shown is not None
    sums = {each.subject: each.before for each in one.shown.sums}
    assert sums == {
        "company to partner": "USD 38,000.00",
        'company to partner under "v1.terms"': "USD 40,000.00",
    }
    assert '"v1.terms": violated' in to_text(proof)


def test_no_more_than_a_tolerance_over_the_contract(tmp_path: Path) -> None:
    changes = (("5% below", "6% below"), ("USD 40,000.00 per year", "USD 44,000.00 per year"))
    promise = 'total paid by company to partner is at most as under "v1.terms" within USD'
    (held,) = _proof(tmp_path, f"{promise} 8,100", FIRST, *changes).guarantees
    (broken,) = _proof(tmp_path, f"{promise} 7,900", FIRST, *changes).guarantees
    assert (held.outcome in PROVED, broken.outcome) == (True, Outcome.VIOLATED)


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (FIRST.replace("until 2028-12-31", "until 2029-12-31"), "has other periods"),
        (FIRST.replace("commission ", "fee "), "nothing is called `commission`"),
        (
            FIRST.replace("by company within", "monthly by company within").replace(
                "within 15 days\n", "within 15 days\n  summed\n"
            ),
            "`revenue` is reported for other periods under `v1.terms`",
        ),
        (
            FIRST.replace("is money\n  between", "is money\n  computed as\n    takings\n  between")
            .replace("  reported by company within 15 days\n", "")
            .replace(
                "payment commission",
                'metric takings "Takings" is money\n  reported by company within 15 days\n\n'
                "payment commission",
            ),
            "`revenue` is computed in one version and reported in the other",
        ),
        (
            FIRST + '\nexit leave "Leave"\n  either party may terminate for convenience\n'
            "  notice 30 days, ending at the end of the quarter\n",
            "`v1.terms` has other exits",
        ),
    ],
)
def test_what_cannot_be_compared_is_said(tmp_path: Path, first: str, reason: str) -> None:
    promise = 'commission is at least as under "v1.terms"'
    (verdict,) = _proof(tmp_path, promise, first).guarantees
    assert verdict.outcome is Outcome.UNDECIDED
    assert reason in verdict.properties[0].how


def test_the_other_file_must_be_there_and_right(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        _proof(tmp_path, f'{TOTAL} "v0.terms"')
    with pytest.raises(TermsError):
        _proof(tmp_path, f'{TOTAL} "v1.terms"', FIRST.replace("on revenue", "on revenues"))


def test_a_certificate_vouches_for_both_files(tmp_path: Path) -> None:
    proof = _proof(tmp_path, f'{TOTAL} "v1.terms"', FIRST, ("5% below", "6% below"))
    checked = check_terms(load(tmp_path / "v2.terms"))
    write_certificate(proof, certificate_beside(checked.terms.name))
    vouched = certified(checked)
    assert vouched is not None and vouched["no_less"] in PROVED
    before = tmp_path / "v1.terms"
    before.write_text(FIRST.replace("8% beyond", "9% beyond"), "utf-8")
    assert certified(checked) is None
    before.unlink()
    assert certified(checked) is None


def test_a_guarantee_is_about_the_terms_in_force() -> None:
    amended = (
        f'{FIRST}\nguarantee limit "Limit"\n'
        "  total paid by company to partner is at most USD 40,000 per year\n\n"
        'amendment raised "Raised"\n  effective 2028-01-01\n'
        "  agreed by company on 2027-12-01\n  agreed by partner on 2027-12-05\n"
        '  replaces payment commission "Commission"\n    company pays partner each quarter\n'
        "    amount 6% of revenue\n    at most USD 50,000.00 per year\n"
        "    due within 30 days of the end of the quarter\n"
    )
    proof = prove_terms(check_terms(from_text(amended)), Effort(), apart=False)
    ((one,),) = [each.properties for each in proof.guarantees]
    assert one.outcome is Outcome.VIOLATED and one.shown is not None
    assert one.shown.at.startswith("2028")


@settings(max_examples=6, deadline=None)
@given(contracts(Focus(tables=4, caps=4, settlement=4, triggers=3, milestones=2, limits=2)))
def test_a_program_beside_itself_gives_every_value_twice(drawn: tuple[Contract, Data]) -> None:
    problem = problem_of(agreement_of(drawn[0]), None)
    program = problem.program
    both, count = Machine(side_by_side(program, program)), len(program.values)
    for case in drawn_cases(problem, 3):
        for period in both.run(case.inputs()).periods:
            values: tuple[ir.Exact, ...] = period.values
            assert values[:count] == values[count:]
