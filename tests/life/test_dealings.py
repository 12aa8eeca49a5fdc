"""A state machine: what the parties can do to each other, in any order.

Figures and rows that come late or are corrected, evidence, deliveries, decisions, waivers,
extensions, payments, disputes, their results, audits, and notices that end the agreement. After
every step all that `holds.py` and `holds_of_claims.py` ask is asked. `MILESTONE_LIVES` says how
many are led, half as many of these as of `test_life.py`.
"""

from contextlib import ExitStack
from datetime import timedelta

from hypothesis import HealthCheck, note, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.life import holds, holds_of_claims
from tests.life.dealings import AUDITOR, QUARTERS, Act, Dealings, Numbers
from tests.life.test_life import IS_LONG, LIVES, PHASES, TRACED
from tests.untraced import without_tracer

STEPS = 25 if IS_LONG else 9
ACTS = (
    Act("evidence", "certificate", "partner"),
    Act("evidence", "plan_delivered", "partner"),
    Act("evidence", "report_sent", "partner"),
    Act("delivery", "report", "partner"),
    Act("delivery", "plan", "partner"),
    Act("decision", "approval is granted", "company"),
    Act("decision", "approval is refused", "company"),
    Act("waiver", "plan", "company"),
    Act("waiver", "report", "company"),
    Act("waiver", "launch", "company"),
    Act("waiver", "launch requires certificate", "company"),
    Act("waiver", "cause", "company"),
    Act("extension", "report", "company", "10 days"),
    Act("extension", "plan", "company", "2 weeks"),
    Act("extension", "launch", "company", "90 days"),
    Act("notice", "cause", "company"),
    Act("notice", "convenience", "partner"),
)
AMOUNTS = st.integers(0, 90).map(lambda hundreds: hundreds * 100)
FIGURES = st.tuples(AMOUNTS.map(lambda amount: amount * 10), st.integers(20, 100))
NUMBERS = st.builds(
    Numbers,
    spent=st.integers(0, 3).map(lambda each: each * 500),
    cap=st.integers(4, 20).map(lambda each: each * 1000),
    held=st.integers(0, 3).map(lambda each: each * 10 + 5),
    days=st.sampled_from([30, 90]),
    notice=st.sampled_from([30, 75]),
)


class Lives(RuleBasedStateMachine):
    """One agreement a run."""

    life: Dealings | None = None
    asked = 0
    led = 0

    def __init__(self) -> None:
        super().__init__()
        self.aside = ExitStack()
        Lives.led += 1
        if Lives.led > TRACED:
            self.aside.enter_context(without_tracer())

    @initialize(
        numbers=NUMBERS, figures=st.lists(FIGURES, min_size=8, max_size=8), count=st.integers(1, 3)
    )
    def begin(self, numbers: Numbers, figures: list[tuple[int, int]], count: int) -> None:
        """Draw the terms and their figures; the first ones are reported in time."""
        self.life = Dealings(numbers, figures)
        assert not self.life.checked.errors
        for _ in range(count):
            self.life.report()

    @precondition(lambda self: self.life is not None and len(self.life.first) < len(QUARTERS))
    @rule(days=st.integers(0, 40))
    def report(self, days: int) -> None:
        """The next figures come, in time or late."""
        assert self.life is not None
        self.life.wait(days)
        self.life.report()

    @rule(days=st.integers(1, 60), at=st.integers(0, 7), revenue=AMOUNTS)
    def correct(self, days: int, at: int, revenue: int) -> None:
        """Revenue that was reported turns out to be other."""
        assert self.life is not None
        self.life.wait(days)
        self.life.correct(at % len(self.life.first), revenue * 10)

    @rule(
        number=st.integers(1, 3),
        amount=AMOUNTS,
        ago=st.integers(0, 150),
        left=st.one_of(st.none(), st.integers(1, 200)),
    )
    def sell(self, number: int, amount: int, ago: int, left: int | None) -> None:
        """A deal is reported, or again once its customer left."""
        assert self.life is not None
        self.life.wait(1)
        self.life.sell(number, amount, ago, left)

    @rule(
        days=st.integers(0, 30), act=st.sampled_from(ACTS), ago=st.sampled_from([0, 0, 0, 5, 100])
    )
    def act(self, days: int, act: Act, ago: int) -> None:
        """A party does something, which may be reported late."""
        assert self.life is not None
        self.life.wait(days)
        note((act, self.life.today, self.life.act(act, 0 if act.kind == "notice" else ago)))

    @rule(
        days=st.integers(0, 30),
        kind=st.sampled_from(["payment", "dispute", "dispute", "resolution", "audit"]),
        of=st.sampled_from(["commission", "finders_fee", "revenue"]),
        back=st.integers(0, 1),
        amount=AMOUNTS,
    )
    def claim(self, days: int, kind: str, of: str, back: int, amount: int) -> None:
        """A statement is paid, disputed, decided or audited."""
        life = self.life
        assert life is not None
        life.wait(days)
        at = max(0, len(life.first) - 1 - back)
        disputed = [item for item, _ in life.done if item.kind == "dispute"]
        subject = f"{of} for {QUARTERS[at][0]}"
        if kind == "resolution" and disputed:
            subject = disputed[amount % len(disputed)].subject
        if kind in ("payment", "audit"):
            subject = f"{'commission' if kind == 'payment' else 'revenue'} for {QUARTERS[at][0]}"
        by = {"payment": "company", "resolution": "mediator", "audit": AUDITOR}.get(kind, "partner")
        done = life.act(Act(kind, subject, by, str(amount or 1)), 0)
        note((kind, subject, amount, life.today, done))

    @rule(back=st.integers(0, 1), claimed=AMOUNTS, result=AMOUNTS, days=st.integers(0, 60))
    def quarrel(self, back: int, claimed: int, result: int, days: int) -> None:
        """A statement is disputed as soon as it is settled, and decided some days later."""
        life = self.life
        assert life is not None
        label, end = QUARTERS[max(0, len(life.first) - 1 - back)]
        life.today = max(life.today, end + timedelta(days=16))
        subject = f"commission for {label}"
        if life.act(Act("dispute", subject, "partner", str(claimed // 10 + 1)), 0):
            life.wait(days)
            life.act(Act("resolution", subject, "mediator", str(result // 2 + 1)), 0)

    @invariant()
    def holds(self) -> None:
        """All that must hold."""
        life = self.life
        if life is None:
            return
        told = life.told[life.today] = life.state(life.today)
        self.asked += 1
        holds_of_claims.adds_up(told)
        holds_of_claims.keeps_what_it_holds(told)
        holds_of_claims.disputed_once(life, told)
        holds_of_claims.accounts_balance(life, told)
        holds.nothing_below_zero(told)
        holds.in_any_order(life, told, self.asked)
        before = sorted(day for day in life.told if day < life.today)
        if before:
            holds.told_before(life, before[self.asked % len(before)])

    def teardown(self) -> None:
        """Nothing is left behind."""
        with self.aside:
            if self.life is not None:
                self.life.close()


TestDealings = Lives.TestCase
TestDealings.settings = settings(
    max_examples=max(LIVES // 2, 1),
    phases=PHASES,
    stateful_step_count=STEPS,
    suppress_health_check=[*HealthCheck],
    deadline=None,
)
