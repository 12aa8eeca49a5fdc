"""A drawn contract as a `.terms` text.

Takes the plain values of `model.py`; gives the text. README.md lists the forms. The data files are
written by `write_data.py`.
"""

from datetime import timedelta

from tests.reference import model as m
from tests.reference.write_data import (
    counted as counted,
    data_files as data_files,
    decimal as decimal,
    literal as literal,
    title as title,
)
from tests.untraced import untraced

SPRING = ("January", "February", "March", "April", "May", "June")
AUTUMN = ("July", "August", "September", "October", "November", "December")
MONTH_NAMES = SPRING + AUTUMN
ADVERB = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}
TYPES = {
    "money": "money",
    "percent": "percent",
    "number": "number",
    "customers": "count of customer",
    "days": "duration in days",
    "grade": "one of gold, silver, bronze",
}


@untraced
def write(contract: m.Contract) -> str:
    """Return the whole file."""
    return Writer(contract).text()


class Writer:
    """Writes one contract."""

    def __init__(self, contract: m.Contract) -> None:
        self.contract = contract
        self.word = contract.period
        self.lines: list[str] = []

    def text(self) -> str:
        """The whole file, declaration by declaration."""
        self.head()
        for parameter in self.contract.parameters:
            self.parameter(parameter)
        if any(isinstance(step[1], m.Rows) for x in self.contract.metrics for step in x.steps):
            self.block('source sales "Sales"', SALES)
        for metric in self.contract.metrics:
            self.metric(metric)
        for schedule in self.contract.schedules:
            domain, gives = TYPES[schedule.domain], TYPES[schedule.gives]
            head = f'schedule {schedule.name} "{title(schedule.name)}" from {domain} to {gives}'
            self.block(head, self.table(schedule.table))
        for event in self.contract.events:
            means = 'means "it has happened"'
            self.block(f'event {event} "{title(event)}"', [means, "reported by partner"])
        for balance in self.contract.balances:
            self.balance(balance)
        for payment in self.contract.payments:
            self.payment(payment)
        for trigger in self.contract.triggers:
            self.trigger(trigger)
        for milestone in self.contract.milestones:
            self.milestone(milestone)
        if self.contract.limits:
            # Several limits are one with several lines, each of which acts on what is left.
            limits = [self.limit(limit) for limit in self.contract.limits]
            self.block('limit ceiling "Ceiling"', limits)
        for split in self.contract.splits:
            self.split(split)
        if self.contract.disputes is not None:
            self.disputes(self.contract.disputes)
        return "\n".join(self.lines) + "\n"

    def block(self, head: str, lines: list[str]) -> None:
        """Write a declaration and its indented lines."""
        self.lines += [head, *("  " + line for line in lines), ""]

    # ---- declarations

    def head(self) -> None:
        """The contract, its parties and its unit."""
        contract = self.contract
        lines = [
            'version "1.0"',
            f"effective {contract.start} until {contract.end}",
            f"settled {ADVERB[self.word]} in USD",
            f"rounded {contract.rounding} to the cent",
        ]
        if contract.year_starts is not None:
            month, day = contract.year_starts
            lines.append(f"years start on {day} {MONTH_NAMES[month - 1]}")
        lines.append("month ends roll back")
        if contract.opposite_set_off:
            lines.append("opposite amounts set off")
        self.block(f'contract {contract.name} "Drawn Agreement"', [*lines, 'law "Delaware"'])
        for party in contract.parties:
            self.block(f'party {party} "{title(party)} Inc."', [f'described as "the {party}"'])
        self.lines += ["unit customer", ""]
        if any(payment.grants for payment in contract.payments):
            self.lines += ["unit point", ""]

    def parameter(self, parameter: m.Parameter) -> None:
        values = []
        for value, start in parameter.values:
            since = "" if start is None else f" from {start}"
            values.append(f"value {literal(value, parameter.unit)}{since}")
        head = f'parameter {parameter.name} "{title(parameter.name)}" is {TYPES[parameter.unit]}'
        self.block(head, values)

    def metric(self, metric: m.Metric) -> None:
        lines = []
        if metric.steps:
            lines.append("computed as")
            for verb, what in metric.steps:
                start = "" if verb == "first" else verb + " "
                text = rows(what) if isinstance(what, m.Rows) else self.whole(what)
                lines.append(f"  {start}{text}")
        if metric.low is not None and metric.high is not None:
            low, high = literal(metric.low, metric.unit), literal(metric.high, metric.unit)
            lines.append(f"between {low} and {high}")
        if metric.baseline is not None:
            lines.append(f"baseline {literal(metric.baseline, metric.unit)}")
        if metric.rolls_up is not None:
            lines += ["reported monthly by company within 15 days", metric.rolls_up]
        else:
            lines.append("reported by company within 15 days")
        head = f'metric {metric.name} "{title(metric.name)}" is {TYPES[metric.unit]}'
        self.block(head, lines)

    def balance(self, balance: m.Balance) -> None:
        lines = []
        if balance.opens_at is not None:
            lines.append(f"opens at {literal(balance.opens_at, 'money')}")
        for verb, value, condition in balance.lines:
            gate = "" if condition is None else f" if {self.condition(condition)}"
            lines.append(f"{verb} {self.amount(value)}{gate}")
        if balance.may_fall_below_zero:
            lines.append("may fall below zero")
        if balance.expires_after_years is not None:
            years = counted(balance.expires_after_years, "year")
            lines.append(f"expires after {years}, oldest first")
        if balance.expires_on is not None:
            lines.append(f"expires on {balance.expires_on}")
        self.block(f'balance {balance.name} "{title(balance.name)}" is money', lines)

    def payment(self, payment: m.Payment) -> None:
        what = f"grants {payment.payee} points" if payment.grants else f"pays {payment.payee}"
        lines = [f"{payment.payer} {what} each {payment.every}"]
        for line in payment.lines:
            lines += self.line(line)
        lines += [self.settlement(line) for line in payment.settlement]
        if not payment.grants:
            lines.append(f"due within 30 days of the end of the {self.word}")
        if payment.late is not None:
            rate, days = payment.late
            rate_text = literal(rate, "percent")
            lines.append(f"late interest {rate_text} per year, actual days over {days}, simple")
        self.block(f'payment {payment.name} "{title(payment.name)}"', lines)

    def trigger(self, trigger: m.Trigger) -> None:
        lines = [f"starts when {self.condition(trigger.starts_when)}"]
        if trigger.ends_when is not None:
            lines.append(f"ends when {self.condition(trigger.ends_when)}")
        if trigger.lasts is not None:
            lines.append(f"lasts at most {self.counted(trigger.lasts)}")
        if trigger.from_next_period:
            lines.append("from the next period")
        for effect in trigger.effects:
            words = {
                "reduced": "reduced by ",
                "suspended": "suspended",
                "at most": "at most ",
                "deferred": "deferred until it ends",
                "replaced": "replaced by ",
            }[effect.kind]
            value = "" if effect.value is None else self.amount(effect.value)
            lines.append(f"{effect.payment} {words}{value}")
        self.block(f'trigger {trigger.name} "{title(trigger.name)}"', lines)

    def milestone(self, milestone: m.Milestone) -> None:
        lines = [f"achieved when {self.condition(milestone.condition)}"]
        if milestone.before:
            lines.append(f"before {milestone.latest + timedelta(days=1)}")
        elif milestone.earliest is not None:
            lines.append(f"between {milestone.earliest} and {milestone.latest}")
        else:
            lines.append(f"by {milestone.latest}")
        if milestone.requires is not None:
            lines.append(f"requires {milestone.requires} from {milestone.required_from}")
        lines.append(f"{milestone.payer} pays {milestone.payee} {self.whole(milestone.amount)}")
        self.block(f'milestone {milestone.name} "{title(milestone.name)}"', lines)

    def limit(self, limit: m.Limit) -> str:
        side = "at least" if limit.at_least else "at most"
        sharing = "in this order" if limit.in_order else "pro rata"
        amount = self.whole(limit.amount)
        return f"{' + '.join(limit.payments)} {side} {amount} per {limit.window}, {sharing}"

    def split(self, split: m.Split) -> None:
        lines = [f"of {split.payment}"]
        for line in split.lines:
            money = [literal(share, "money") for _, share in line.shares]
            percent = [literal(share, "percent") for _, share in line.shares]
            parts = money if line.kind == "in proportion" else percent
            listed = [
                f"{part} to {party}" for part, (party, _) in zip(parts, line.shares, strict=True)
            ]
            head = {"then": "then ", "in proportion": "in proportion to "}.get(line.kind, "")
            text = head + " and ".join(listed)
            if line.kind in ("first", "the rest"):
                text = f"{line.kind} to {line.shares[0][0]}"
            if line.up_to is not None:
                window = "over the term" if line.window == "term" else f"per {line.window}"
                text += f" up to {literal(line.up_to, 'money')} {window}"
            lines.append(text)
        lines.append(f"remainder to {split.remainder}")
        self.block(f'split {split.name} "{title(split.name)}"', lines)

    def disputes(self, rules: m.Disputes) -> None:
        lines = [f"a party may dispute a statement within {counted(rules.days, 'day')}"]
        if rules.pays_undisputed:
            lines.append("meanwhile pays the undisputed part")
        if rules.interest is not None:
            lines.append(f"result booked with interest {literal(rules.interest, 'percent')}")
        self.block('dispute statements "Disputes"', lines)

    # ---- lines of a payment

    def line(self, line: m.Line) -> list[str]:
        """The text of one line, with the table or block below it."""
        match line:
            case m.Amount(value=value):
                return [f"amount {self.whole(value)}"]
            case m.On(base=base, accumulated=accumulated, table=table):
                windows = {None: "", "year": " accumulated yearly"}
                window = windows.get(accumulated, " accumulated over the term")
                return [f"on {self.amount(base)}{window}", *self.table(table)]
            case m.Times(value=value):
                return [f"times {self.whole(value)}"]
            case m.Plus(value=value, never_above=bound):
                end = "" if bound is None else f", never above {self.amount(bound)}"
                return [f"plus {self.whole(value)}{end}"]
            case m.Less(value=value, never_below=bound, rest_into=rest):
                end = "" if bound is None else f", never below {self.amount(bound)}"
                end += "" if rest is None else f", rest into {rest}"
                return [f"less {self.whole(value)}{end}"]
            case m.OnlyIf(condition=condition):
                return self.gate(condition)
            case m.OnlyExcess(over=over, window=window):
                end = {"period": "", "year": " per year", "term": " over the term"}[window]
                return [f"only the excess over {self.amount(over)}{end}"]
            case m.FromBalance(balance=balance, plus=plus, never_below=bound):
                end = "" if bound is None else f", never below {self.amount(bound)}"
                return [f"{'plus' if plus else 'less'} from {balance}{end}"]
            case m.AtMost(limit=limit, window=window, carried=carried, excess_into=into):
                end = ", excess carried forward" if carried else ""
                end += "" if into is None else f", excess into {into}"
                return [f"at most {self.whole(limit)} per {window}{end}"]
            case m.AtLeast(minimum=minimum, window=window, shortfall_into=into):
                end = "" if into is None else f", shortfall into {into}"
                return [f"at least {self.whole(minimum)} per {window}{end}"]
            case m.BelowZero(carried=carried):
                return [f"below zero, {'carried forward' if carried else 'owed back'}"]
            case m.Prorated(by_days=by_days):
                return ["prorated by days" if by_days else "not prorated"]
            case m.RoundedLine(mode=mode, unit=unit):
                return [f"rounded {mode} to {literal(unit, 'money')}"]

    def gate(self, condition: m.Cond) -> list[str]:
        """`only if`, with a block for several conditions."""
        match condition:
            case m.Both(items=items):
                head = "only if all of"
            case m.Either(items=items):
                head = "only if any of"
            case _:
                return [f"only if {self.condition(condition)}"]
        return [head, *("  " + self.condition(item) for item in items)]

    def settlement(self, line: m.Settlement) -> str:
        match line:
            case m.HoldBack(first=None, share=share, periods=periods):
                end = ""
                if line.forfeited is not None and line.forfeited_if is not None:
                    end = f", forfeited {line.forfeited} if {self.condition(line.forfeited_if)}"
                return (
                    f"hold back {self.amount(share)}, released after {self.counted(periods)}{end}"
                )
            case m.HoldBack(share=share, first=first, first_when=when, rest_when=rest):
                assert first is not None and when is not None and rest is not None
                part = f"released {literal(first, 'percent')} when {self.condition(when)}"
                rest_part = f"the rest when {self.condition(rest)}"
                return f"hold back {self.amount(share)}, {part}, {rest_part}"
            case m.Vests(periods=periods, from_day=day, nothing_before=before):
                text = f"vests over {self.counted(periods)}"
                text += "" if day is None else f" from {day}"
                text += f", nothing before {self.counted(before)}" if before else ""
                if line.condition is not None:
                    word = "delayed until" if line.delayed else "while"
                    text += f" {word} {self.condition(line.condition)}"
                return text
            case m.ClawsBack(condition=condition, by_invoice=by_invoice):
                end = f"recovered by {'invoice' if by_invoice else 'set off'}"
                if line.amount is not None:
                    what = f"the amount {self.amount(line.amount)}"
                else:
                    assert line.share is not None
                    what = f"{self.amount(line.share)} of the last {self.counted(line.periods)}"
                return f"claws back {what} if {self.condition(condition)}, {end}"

    def counted(self, count: int) -> str:
        """So many periods of the contract."""
        return counted(count, self.word)

    # ---- tables

    def table(self, table: m.Table) -> list[str]:
        """The heading of a table and its rows."""
        below = "" if table.below_zero is None else f", {table.below_zero} below zero"
        if table.kind == "by name":
            return ["by name", *("  " + self.named_row(name, x) for name, x in table.names)]
        if table.kind == "interpolated":
            outside = "continued" if table.continued else "flat"
            points = [f"  {self.amount(x)} gives {self.whole(y)}" for x, y in table.points]
            return [f"interpolated, {outside} outside{below}", *points]
        rates = "" if table.kind == "fixed amounts" else " rates"
        return [f"at {table.kind}{rates}{below}", *("  " + self.band(b) for b in table.bands)]

    def named_row(self, name: str | None, gives: m.Expr) -> str:
        return f"{self.whole(gives)} {'otherwise' if name is None else 'for ' + name}"

    def band(self, band: m.Band) -> str:
        entering = ""
        if band.on_entering is not None:
            entering = f", plus {self.amount(band.on_entering)} on entering"
        if band.cut is None:
            return f"{self.whole(band.rate)} beyond{entering}"
        side = "up to" if band.includes_cut else "below"
        return f"{self.whole(band.rate)} {side} {self.amount(band.cut)}{entering}"

    # ---- amounts

    def amount(self, expr: m.Expr) -> str:
        """An amount that can stand inside another; phrases are put into brackets."""
        match expr:
            case m.Ref(name=name) | m.BalanceOf(name=name, at_end=False):
                return name
            case m.Lit(value=value, unit=unit) if unit != "per customer":
                return literal(value, unit)
            case m.BalanceOf(name=name):
                return f"the end balance of {name}"
            case m.HeldOf(name=name):
                return f"({name} held)"
            case m.Earlier(name=name, periods=periods):
                return f"({name} {self.counted(periods)} earlier)"
            case m.Apply(schedule=schedule, amount=amount):
                return f"{schedule}({self.whole(amount)})"
            case _:
                return f"({self.whole(expr)})"

    def whole(self, expr: m.Expr) -> str:
        """A whole amount."""
        match expr:
            case m.Lit(value=value, unit=unit):
                return literal(value, unit)
            case m.Op(op=op, left=left, right=right):
                return f"{self.amount(left)} {op} {self.amount(right)}"
            case m.Extreme(which=which, items=items):
                *first, last = [self.amount(item) for item in items]
                return f"the {which} of {', '.join(first)} and {last}"
            case m.Excess(amount=amount, over=over):
                return f"the excess of {self.amount(amount)} over {self.amount(over)}"
            case m.Whole(size=size, amount=amount, started=started):
                word = "started" if started else "full"
                return f"the number of {word} {self.amount(size)} in {self.amount(amount)}"
            case m.Choose(then=then, condition=condition, otherwise=otherwise):
                gate = self.condition(condition)
                return f"{self.amount(then)} if {gate}, otherwise {self.amount(otherwise)}"
            case m.RoundTo(amount=amount, mode=mode, unit=unit):
                return f"{self.amount(amount)} rounded {mode} to {literal(unit, 'money')}"
            case m.ByDays(amount=amount):
                return f"{self.amount(amount)} prorated by days"
            case m.Earlier(name=name, periods=periods):
                return f"{name} {self.counted(periods)} earlier"
            case m.Growth(name=name, periods=periods):
                return f"growth of {name} over {self.counted(periods)}"
            case m.Baseline(name=name):
                return f"baseline of {name}"
            case m.Window():
                return f"{expr.aggregate} of {expr.name} {self.window(expr)}"
            case m.Compound(amount=amount, rate=rate, times=times):
                return f"{self.amount(amount)} compounded at {literal(rate, 'percent')} for {times}"
            case _:
                return self.amount(expr)

    def window(self, window: m.Window) -> str:
        match window.kind:
            case "last":
                end = " or as many as there are" if window.as_many else ""
                return f"over the last {self.counted(window.periods)}{end}"
            case "year":
                return "this year to date"
            case "date":
                return "to date"
            case _:
                return "over the previous year"

    # ---- conditions

    def condition(self, cond: m.Cond) -> str:
        """A condition on one line; its parts stand in brackets."""
        match cond:
            case m.Compare(left=left, op=op, right=right):
                return f"{self.amount(left)} {op} {self.amount(right)}"
            case m.OneOf(name=name, values=(value,), negated=negated):
                return f"{name} is {'not ' if negated else ''}{value}"
            case m.OneOf(name=name, values=values):
                return f"{name} is one of ({', '.join(values)})"
            case m.Both(items=items):
                return " and ".join(f"({self.condition(item)})" for item in items)
            case m.Either(items=items):
                return " or ".join(f"({self.condition(item)})" for item in items)
            case m.Not(item=item):
                return f"not ({self.condition(item)})"
            case m.Consecutive(item=item, periods=periods):
                return f"({self.condition(item)}) for {periods} consecutive {self.word}s"
            case m.InLast(item=item, times=times, periods=periods):
                return f"({self.condition(item)}) in {times} of the last {periods} {self.word}s"
            case m.AnyTime(item=item):
                return f"({self.condition(item)}) at any time to date"
            case m.InState(name=name, state=state):
                return f"{name} is {state}"
            case m.Happened(event=event):
                return f"{event} is true"
            case m.Known(name=name):
                return f"{name} is known"
            case m.AtPlace(edge=edge, of=of):
                return f"in the {edge} {self.word} of the {of}"
            case m.InMonth(month=month):
                return f"in {MONTH_NAMES[month - 1]}"
            case m.FromDay(day=day):
                return f"from {day}"


SALES = [
    "kept by company",
    "column customer is text",
    "column sold_on is date",
    "column kind is one of order, refund, credit",
    "column amount is money",
    "dated by sold_on",
]


def rows(what: m.Rows) -> str:
    """An aggregate over the rows of `sales`."""
    wheres = []
    if len(what.kinds) == 1:
        wheres.append(f"sales.kind is {what.kinds[0]}")
    elif what.kinds:
        wheres.append(f"sales.kind is one of ({', '.join(what.kinds)})")
    if what.least is not None:
        wheres.append(f"sales.amount >= {literal(what.least, 'money')}")
    where = " where " + " and ".join(wheres) if wheres else ""
    match what.aggregate:
        case "count" | "share":
            return f"{what.aggregate} of sales{where}"
        case "count distinct":
            return f"count of distinct sales.{what.of}{where}"
        case aggregate:
            return f"{aggregate} of sales.{what.of}{where}"
