"""Contracts that keep their guarantees, and the same contracts with one fault each.

A fault is a change of a few words, of the kinds that are made in practice: a maximum that is
dropped, slips a digit or has another window, a side that is turned, lines in another order, a sign,
a table of another kind, a release that is missing. `faults` gives the same list every time.
"""

from collections.abc import Iterator
from typing import NamedTuple


class Fault(NamedTuple):
    """A contract with a fault: what was done to it, and the guarantee that no longer holds."""

    name: str
    text: str
    guarantee: str


_TERMS = """
contract seeded "Seeded"
  effective 2026-01-01 until {end}
  settled {settled} in USD
  rounded half up to the cent

party company "Company"

party partner "Partner"

metric revenue "Revenue" is money
  between USD 0 and USD {top}
  reported by company within 15 days

metric retention "Retention" is percent
  between 0% and 100%
  reported by company within 15 days

schedule scale "Scale" from percent to percent
  interpolated, flat outside
    {low}% gives 0%
    95% gives 120%

payment fee "Fee"
  company pays partner each {period}
  on revenue
  at marginal rates
    {rate}% up to USD {cut}
    {second}% beyond
  only if retention >= {gate}%
  at most USD {cap} per year

payment bonus "Bonus"
  company pays partner each {period}
  amount {share}% of revenue
  times scale(retention)
  at most USD {bonus} per {period}

payment retainer "Retainer"
  company pays partner each {period}
  amount USD {base}
  plus 1% of revenue
  at least USD {least} per {period}
  hold back 10%, released after 1 {period}

payment refund "Refund"
  partner pays company each {period}
  amount USD {base}
  less 1% of revenue, never below USD 0

trigger slump "Slump"
  starts when retention < {low}%
  ends when retention >= {gate}%
  bonus reduced by 50%

guarantee fee_capped
  the total of fee is at most USD {cap} per year

guarantee fee_gated
  fee is USD 0 or retention >= {gate}%

guarantee fee_rises
  fee never falls when revenue rises

guarantee fee_slope
  fee moves by at most USD {slope} when revenue moves by USD 100

guarantee bonus_capped
  bonus <= USD {bonus}

guarantee bonus_rises
  bonus never falls when retention rises

guarantee bonus_share
  bonus <= {most}% of revenue within USD 0.02

guarantee retainer_floor
  retainer >= USD {least}

guarantee retainer_rises
  retainer never falls when revenue rises

guarantee retainer_paid
  the total of retainer is at least USD {whole} per term

guarantee paid_in_the_end
  total paid by company to partner is at least USD {whole} per term

guarantee refund_falls
  refund never rises when revenue rises

guarantee refund_capped
  refund <= USD {base}
"""

_PERIODS = (("quarterly", "quarter", 4), ("monthly", "month", 12), ("yearly", "year", 1))


def terms(number: int) -> str:
    """Return the sound contract of a number."""
    settled, period, _ = _PERIODS[(0, 0, 2, 0, 1)[number % 5]]
    years = 1 if settled == "monthly" else 2
    count = {"quarterly": 4, "monthly": 12, "yearly": 1}[settled] * years
    rate, base = 4 + number % 5, 2_000 + 500 * (number % 7)
    share = 2 + number % 3
    least = base // 2
    return _TERMS.format(
        end="2026-12-31" if years == 1 else "2027-12-31",
        settled=settled,
        period=period,
        top=f"{1_000_000 + 250_000 * (number % 4):,}",
        cut=f"{50_000 + 10_000 * (number % 6):,}",
        rate=rate,
        second=rate + 3,
        gate=72 + number % 6,
        low=60 + number % 5,
        cap=f"{40_000 + 5_000 * (number % 9):,}",
        share=share,
        most=share * 12 // 10 + 1,
        bonus=f"{6_000 + 1_000 * (number % 5):,}",
        base=f"{base:,}",
        least=f"{least:,}",
        slope=rate + 4,
        whole=f"{least * count:,}",
    )


def faults(count: int) -> Iterator[Fault]:
    """Yield so many contracts with a fault, the kinds in turn."""
    found = 0
    number = 0
    while found < count:
        sound = terms(number)
        for name, guarantee, change in _KINDS:
            if found == count:
                return
            broken = change(sound, number)
            assert broken != sound, name
            yield Fault(f"{name} {number}", broken, guarantee)
            found += 1
        number += 1


def _line(text: str, begins: str) -> str:
    return next(line for line in text.split("\n") if line.startswith(begins))


def _without(text: str, begins: str) -> str:
    return text.replace(_line(text, begins) + "\n", "", 1)


def _cap_dropped(text: str, number: int) -> str:
    return _without(text, "  at most USD")


def _cap_slips_a_digit(text: str, number: int) -> str:
    line = _line(text, "  at most USD")
    return text.replace(line, line.replace("000 per year", "000,000 per year"), 1)


def _cap_before_the_other_rate(text: str, number: int) -> str:
    """The maximum of the bonus stands before its multiplier, which goes up to 120%."""
    lines = text.split("\n")
    at = lines.index("  times scale(retention)")
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return "\n".join(lines)


def _gate_turned(text: str, number: int) -> str:
    return text.replace("only if retention >=", "only if retention <=", 1)


def _gate_dropped(text: str, number: int) -> str:
    return _without(text, "  only if retention")


def _whole_amount(text: str, number: int) -> str:
    return text.replace("at marginal rates", "at whole amount rates", 1)


def _rates_turned(text: str, number: int) -> str:
    """The first band at whole amount rates is the dearer one: a total that falls."""
    rate = 4 + number % 5
    text = text.replace(f"    {rate}% up to", f"    {rate + 9}% up to", 1)
    return text.replace("at marginal rates", "at whole amount rates", 1)


def _scale_turned(text: str, number: int) -> str:
    low = 60 + number % 5
    text = text.replace(f"    {low}% gives 0%", f"    {low}% gives 120%", 1)
    return text.replace("    95% gives 120%", "    95% gives 0%", 1)


def _share_slips_a_digit(text: str, number: int) -> str:
    share = 2 + number % 3
    return text.replace(f"  amount {share}% of revenue", f"  amount {share * 10}% of revenue", 1)


def _sign_of_the_retainer(text: str, number: int) -> str:
    return text.replace("  plus 1% of revenue", "  less 1% of revenue, never below USD 0", 1)


def _floor_dropped(text: str, number: int) -> str:
    text = text.replace("  plus 1% of revenue", "  less 1% of revenue, never below USD 0", 1)
    return _without(text, "  at least USD")


def _release_missing(text: str, number: int) -> str:
    """What is held back is forfeited before it is released, and the floor is not reached."""
    line = _line(text, "  hold back 10%")
    text = text.replace(line, f"{line}, forfeited at any time before release if retention < 50%")
    base = 2_000 + 500 * (number % 7)
    return text.replace(
        f"  amount USD {base:,}\n  plus 1%", f"  amount USD {base // 2:,}\n  plus 1%"
    )


def _sign_of_the_refund(text: str, number: int) -> str:
    return text.replace("  less 1% of revenue, never below USD 0", "  plus 1% of revenue", 1)


def _refund_slips_a_digit(text: str, number: int) -> str:
    base = 2_000 + 500 * (number % 7)
    before = f"  amount USD {base:,}\n  less 1%"
    return text.replace(before, before.replace(f"{base:,}", f"{base * 10:,}"), 1)


def _bonus_cap_dropped(text: str, number: int) -> str:
    bonus = 6_000 + 1_000 * (number % 5)
    return _without(text, f"  at most USD {bonus:,} per")


def _second_rate_slips(text: str, number: int) -> str:
    rate = 4 + number % 5
    return text.replace(f"    {rate + 3}% beyond", f"    {rate * 10}% beyond", 1)


_KINDS = (
    ("cap dropped", "fee_capped", _cap_dropped),
    ("cap slips a digit", "fee_capped", _cap_slips_a_digit),
    ("gate turned", "fee_gated", _gate_turned),
    ("gate dropped", "fee_gated", _gate_dropped),
    ("cap before the multiplier", "bonus_capped", _cap_before_the_other_rate),
    ("cap of the bonus dropped", "bonus_capped", _bonus_cap_dropped),
    ("whole amount", "fee_slope", _whole_amount),
    ("rates turned", "fee_rises", _rates_turned),
    ("a rate slips a digit", "fee_slope", _second_rate_slips),
    ("scale turned", "bonus_rises", _scale_turned),
    ("share slips a digit", "bonus_share", _share_slips_a_digit),
    ("sign of the retainer", "retainer_rises", _sign_of_the_retainer),
    ("floor dropped", "retainer_floor", _floor_dropped),
    ("release missing", "paid_in_the_end", _release_missing),
    ("sign of the refund", "refund_falls", _sign_of_the_refund),
    ("refund slips a digit", "refund_capped", _refund_slips_a_digit),
)
