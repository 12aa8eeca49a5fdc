"""Draws the data of a drawn contract: figures, rows and events."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tests.reference import model as m
from tests.reference.choosing import Chooser
from tests.reference.draw_amounts import Pen
from tests.reference.periods import Period, periods_of


def draw_data(contract: m.Contract, pen: Pen, periods: list[Period], gaps: int) -> m.Data:
    """Data for *contract*; *gaps* tenths of its figures are not reported."""
    return Drawing(contract, pen, periods, gaps).all()


def some_day(choose: Chooser, periods: Sequence[Period], at_edge: bool) -> date:
    """A day in the term; *at_edge*: the last of a period."""
    period = choose.pick(periods)
    return period.end if at_edge else period.start + timedelta(choose.number(0, period.days - 1))


class Drawing:
    """Draws the data of one contract."""

    def __init__(self, contract: m.Contract, pen: Pen, periods: list[Period], gaps: int) -> None:
        self.contract, self.pen, self.periods, self.gaps = contract, pen, periods, gaps
        self.choose = pen.choose

    def all(self) -> m.Data:
        """Figures for every period in which one can be asked for, rows and events."""
        contract = self.contract
        lines = [line for payment in contract.payments for line in payment.settlement]
        vests = [line for line in lines if isinstance(line, m.Vests)]
        tail = max((line.periods for line in vests if line.condition is not None), default=0)
        count = len(self.periods)
        figures: dict[str, tuple[Fraction | str | None, ...]] = {}
        for metric in contract.metrics:
            if metric.steps or metric.rolls_up is not None:
                continue
            values: list[Fraction | str | None] = []
            for _ in range(count):
                # Figures that stay as they are keep conditions going for several periods.
                stays = values and self.choose.chance(3)
                values.append(values[-1] if stays else self.pen.figure(metric))
            if self.gaps:
                # The last period has a figure: a statement ends with the last that has any.
                kept = values[-1]
                values = [None if self.choose.chance(self.gaps) else each for each in values]
                values[-1] = values[-1] if figures else kept
            after = [self.pen.highest(metric)] * tail
            figures[metric.name] = (*values, *after)
        day = some_day(self.choose, self.periods, False) if self.choose.chance(7) else None
        if self.pen.needs_launch:
            day = day or self.periods[-1].end
        evidence = ((day, "launched", "partner"),) if day else ()
        uses_rows = any(isinstance(w, m.Rows) for x in contract.metrics for _, w in x.steps)
        sales = tuple(self.sale() for _ in range(self.choose.number(0, 12))) if uses_rows else ()
        return m.Data(figures, self.monthly(), sales, evidence)

    def monthly(self) -> dict[str, tuple[Fraction | None, ...]]:
        """Figures of each month of the term."""
        contract = self.contract
        months = periods_of(replace(contract, period="month"))
        found: dict[str, tuple[Fraction | None, ...]] = {}
        for metric in contract.metrics:
            if metric.rolls_up is not None:
                values = [self.pen.figure(metric) for _ in months]
                found[metric.name] = tuple(
                    None if isinstance(each, str) or self.choose.chance(self.gaps) else each
                    for each in values
                )
        return found

    def sale(self) -> m.Sale:
        choose = self.choose
        amount = Fraction(choose.number(0, 4_000_000), 100)
        kind = choose.pick(["order", "order", "refund", "credit"])
        day = some_day(self.choose, self.periods, choose.chance(2))
        return m.Sale(choose.pick(["C1", "C2", "C3"]), day, kind, amount)
