"""Payments for each row: every run of the evaluator is among what is encoded, on drawn blocks.

A block is put together from lines by chance, rows are drawn for it, and the evaluator runs it on
them; then each value in each period must be able to be what it gave. Proofs about rows are tried on
contracts of which a person can say what holds.
"""

import os
from collections.abc import Iterable
from fractions import Fraction
from random import Random

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.rows import blocks_of, cells_of
from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.encode import Space
from milestonelang.backends.proof.model import Outcome, Problem
from milestonelang.backends.proof.operations import encoder_of
from milestonelang.backends.proof.prove import Effort
from milestonelang.driver.life.courses import endings
from milestonelang.driver.proving.problem import calendar_facts, problem_of, run_of
from milestonelang.driver.proving.proofs import decide_all
from milestonelang.driver.terms import check_terms, from_text
from tests.proof.drawn import drawn_cases, is_among, what_is_encoded

TERMS = """\
contract c "C"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "A, Inc."

party partner "B, Inc."

source deals "Deals"
  kept by company
  column id is text, unique
  column kind is one of small, large
  column customer is text
  column amount is money
  column fee is money, may be empty
  column signed_on is date
  column left_on is date, may be empty
  dated by signed_on
  ordered by signed_on, id

metric quality "Quality" is percent
  between 0% and 100%
  reported by company within 15 days

metric bonus "Bonus" is money
  between USD 0 and USD 1,000
  reported by company within 15 days

event audit "Audit"
  reported by partner

payment deal_fee "Deal Fee"
  company pays partner each {every}
  for each row of deals{where}
{block}
{gate}{after}
  below zero, owed back
  due within 30 days of the end of the quarter

exit leaving "Leaving"
  either party may terminate for convenience
  notice 10 days
  winds down over 2 quarters
    company pays partner 50% of deal_fee
    {fates}
"""
AMOUNTS = (
    ("amount 10% of amount",),
    ("amount fee",),
    ("amount quality * fee", "less USD 20"),
    ("amount 10% of amount", "at least USD 3 per row", "at most bonus per row"),
    (
        "on (the greater of amount and USD 0) accumulated yearly",
        "at marginal rates",
        "  5% up to USD 1,000",
        "  10% beyond",
    ),
    ("amount 30% of fee", "less 10% of amount"),
)
LINES = (
    "hold back 25%, released after 1 quarter",
    "hold back 60%, released after 2 quarters, forfeited at release if left_on is known",
    "hold back 15%, released after 3 quarters, "
    "forfeited at any time before release if quality < 50%",
    "vests over 2 quarters",
    "vests over 3 quarters, nothing before 2 quarters, while quality >= 40%",
    "claws back 50% of the last 2 quarters if left_on is known, recovered by invoice",
    "claws back the amount 7% of fee if left_on is known, recovered by set off",
    "claws back 100% of the last 4 quarters if quality < 30%, recovered by set off",
)
AFTER = ("at most USD 60 per year", "plus bonus", "less USD 50", "at least USD 5 per period")
WHERE = ("", " where amount > USD 100", " where customer is id", " where left_on is not known")
GATES = ("", "  only if quality >= 50%\n", "  only if audit is true\n")
FATES = {  # what an exit says, and of a block with which line
    "deal_fee held released at the end": ("hold back",),
    "deal_fee held forfeited": ("hold back",),
    "deal_fee unvested forfeited": ("vests over",),
    "deal_fee unvested vested": ("vests over",),
    "deal_fee accrued forfeited": ("",),
}
DRAWS = int(os.environ.get("PROOF_ROW_DRAWS", "40"))
WAYS = ((True, False), (False, False), (False, True))


def drawn_terms(random: Random) -> str:
    block = [*random.choice(AMOUNTS)]
    if random.random() < 0.3:
        block.append("rounded half up to the cent")
    lines = random.sample(LINES, random.choice((0, 1, 1, 2, 3)))
    vesting = [line for line in lines if line.startswith("vests")]
    block += [line for line in lines if line not in vesting[1:]]
    text = "\n".join(f"    {line}" for line in block)
    after = random.sample(AFTER, random.choice((0, 0, 1, 2)))
    return TERMS.format(
        every="quarter" if lines else random.choice(("quarter", "year")),
        gate=random.choice(GATES),
        where=random.choice(WHERE),
        block=text,
        after="\n".join(f"  {line}" for line in after),
        fates=random.choice([each for each in FATES if any(word in text for word in FATES[each])]),
    )


def drawn_rows(random: Random, agreement: decl.Agreement, program: ir.Program) -> ir.Inputs:
    """Rows of the one block, by the period of their day."""
    (block,) = blocks_of(agreement).values()
    periods = []
    for period in program.periods:
        rows = []
        for number in range(random.choice((0, 1, 1, 2, 3))):
            day = random.randint(period.start, period.end)
            gone = random.choice((None, day + random.randint(0, 300)))
            cells = {
                "id": f"d{period.index}-{number}",
                "kind": random.choice(("small", "large")),
                "customer": "anyone",
                "amount": Fraction(random.randint(-5_000, 300_000), 100),
                "fee": random.choice((None, *[Fraction(random.randint(0, 90_000), 100)] * 5)),
                "signed_on": day,
                "left_on": gone,
            }
            found = tuple(cells[cell.column] for cell in cells_of(block))
            rows.append(ir.Row(number + 1, day, str(number), found))
        periods.append(tuple(sorted(rows, key=lambda row: row.day)))
    return ir.Inputs({}, {}, {}, rows={int(block.id): tuple(periods)})


def test_what_rows_give_is_among_what_is_encoded() -> None:
    for number in range(DRAWS):
        random = Random(number)
        agreement = check_terms(from_text(drawn_terms(random))).require()
        ends = random.choice((None, *endings(agreement)[:3]))
        exact, free = random.choice(WAYS)
        compare(random, agreement, problem_of(agreement, ends), exact, free)


def compare(
    random: Random, agreement: decl.Agreement, asked: Problem, exact: bool, free: bool
) -> None:
    program = asked.program
    facts = calendar_facts(program)
    algebra = Algebra(exact, free)
    encoder = encoder_of(Space(algebra, asked), program, what_is_encoded(asked), facts)
    assert encoder.order == program.values, "nothing of a payment for each row is left out"
    for period in program.periods:
        encoder.period(period.index)
    solver = algebra.solver()
    solver.set("rlimit", 3_000_000)
    for case in drawn_cases(asked, 2):
        given = case.inputs()
        rows = drawn_rows(random, agreement, program).rows if random.random() < 0.8 else {}
        results = run_of(program, ir.Inputs(given.metrics, {}, given.events, rows=rows))
        assert is_among(encoder, solver, case, results) == []


REFERRAL = """\
contract c "C"
  effective 2026-01-01 until 2027-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "A, Inc."

party partner "B, Inc."

source deals "Deals"
  kept by company
  column id is text, unique
  column amount is money
  column signed_on is date
  column left_on is date, may be empty
  dated by signed_on
  ordered by signed_on, id

metric quality "Quality" is percent
  between 0% and 100%
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  for each row of deals
    amount 10% of amount
    {floor}
    at most USD 700 per row
    hold back 40%, released after 2 quarters, forfeited at release if left_on is known
    claws back 100% of the last 4 quarters if left_on is known, recovered by invoice
  only if quality >= 50%
  at most USD 10,000 per year
  {ending}
  due within 30 days of the end of the quarter

guarantee asked
{lines}
"""
TRUE = {  # of the block with a floor of nothing for each row
    "fee >= USD 0": Outcome.PROVED,
    "fee <= USD 10,000": Outcome.PROVED,
    "the total of fee is at most USD 10,000 per year": Outcome.PROVED_FOR_TERM,
    "total paid by company to partner is at most USD 20,000 per term": Outcome.PROVED_FOR_TERM,
    "total paid by company to partner is at least USD 0 per term": Outcome.PROVED_FOR_TERM,
    "fee is USD 0 or quality >= 50%": Outcome.PROVED,
}
FALSE = (
    "fee <= USD 9,999",
    "the total of fee is at most USD 19,999 per term",
    "total paid by company to partner is at most USD 10,000 per year",
    "total paid by partner to company is at most USD 0 per term",
    "total paid by company to partner is at least USD 0 per year",
    "fee is USD 0 or quality >= 51%",
)


def outcomes(lines: Iterable[str], **words: str) -> list[Outcome]:
    """What is decided of each line of a guarantee."""
    said = "\n".join(f"  {line}" for line in lines)
    agreement = check_terms(from_text(REFERRAL.format(lines=said, **words))).require()
    return [each.finding.outcome for each in decide_all(agreement, Effort())]


def test_what_is_true_of_all_rows_is_proved() -> None:
    decided = outcomes(TRUE, floor="at least USD 0 per row", ending="at most USD 20,000 per term")
    assert dict(zip(TRUE, decided, strict=True)) == TRUE


def test_what_some_rows_make_false_is_not_proved() -> None:
    proved = (Outcome.PROVED, Outcome.PROVED_FOR_TERM)
    decided = outcomes(FALSE, floor="at least USD 0 per row", ending="at least USD 0 per period")
    assert not any(each in proved for each in decided)
    # A row that takes something off may do so of any other.
    (one,) = outcomes(
        ["fee >= USD 0"], floor="at least -USD 5 per row", ending="below zero, owed back"
    )
    assert one not in proved
