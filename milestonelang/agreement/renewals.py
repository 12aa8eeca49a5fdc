"""The terms that follow one another where an agreement is renewed.

In: a contract with `renewed for`, and the days of renewals. Out: the last days of the terms, and an
agreement whose term goes on to the last of them. Promised: every end is counted from the end of the
first term, so that the day does not drift.
"""

from collections.abc import Callable, Iterable

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, Contract, Renewal
from milestonelang.primitives.dates import shift
from milestonelang.types import MonthEnds

IsBusinessDay = Callable[[int], bool]


@records.frozen
class Terms:
    """The terms of a contract, one after the other: how long each is, and until when it is refused.

    *end* is the last day of the first term.
    """

    end: int
    renewal: Renewal
    month_ends: MonthEnds
    is_business_day: IsBusinessDay

    def ends(self, times: int) -> int:
        """Return the last day of the term after that many renewals."""
        count = self.renewal.count * times
        return self._shift(self.end + 1, count, self.renewal) - 1

    def last_notice(self, times: int) -> int:
        """Return the last day on which a notice not to renew that term again is in time."""
        line, after = self.renewal, self.ends(times) + 1
        ends, is_business_day = self.month_ends, self.is_business_day
        return shift(after, -line.notice_count, line.notice_unit, ends, is_business_day) - 1

    def reached(self, days: Iterable[int]) -> int:
        """Return how often renewals of these days renew the agreement, each in its own time."""
        times = 0
        for day in sorted(days):
            times += self.last_notice(times) < day <= self.ends(times)
        return times

    def _shift(self, day: int, count: int, line: Renewal) -> int:
        return shift(day, count, line.unit, self.month_ends, self.is_business_day)


def terms_of(contract: Contract, is_business_day: IsBusinessDay) -> Terms | None:
    """Return the terms that may follow one another, or None where there is only one."""
    if contract.renewal is None:
        return None
    ends = contract.month_ends or MonthEnds.ROLL_BACK
    return Terms(contract.end, contract.renewal, ends, is_business_day)


def renewed(agreement: Agreement, terms: Terms, times: int) -> Agreement:
    """Return the agreement as it stands after that many renewals."""
    if times == 0:
        return agreement
    ends = tuple(terms.ends(each) for each in range(times + 1))
    contract = records.evolve(agreement.contract, end=ends[-1], ended_before=ends[:-1])
    return records.evolve(agreement, contract=contract)


def term_ends(contract: Contract, day: int) -> int:
    """Return the last day of the term as it stands on a day: a renewal moves it from then on."""
    return next((end for end in contract.ended_before if day <= end), contract.end)
