"""A state machine: figures, corrections, events and settlements of drawn contracts, in any order.

After every step all of `holds.py` is asked. How many lives are led, and how long, is set by
`MILESTONE_LIVES` (6 by default, for a run of some twenty seconds); `make test-long` leads more.
"""

import os
from contextlib import ExitStack
from datetime import timedelta

from hypothesis import HealthCheck, Phase, note, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.life import holds
from tests.life.course import Life
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.periods import periods_of
from tests.untraced import without_tracer

LIVES = int(os.environ.get("MILESTONE_LIVES", "6"))
IS_LONG = LIVES > 100
TRACED = 2  # lives whose lines count as covered, since the others come to the same
STEPS = 25 if IS_LONG else 7
# A failure prints its steps; making them fewer takes minutes, which a long run has.
PHASES = [*Phase] if IS_LONG else [Phase.explicit, Phase.reuse, Phase.generate]
FOCUS = Focus(
    tables=2, caps=3, balances=4, settlement=8, triggers=3, milestones=8, limits=2, lines=2
)


class Lives(RuleBasedStateMachine):
    """One life a run."""

    life: Life | None = None
    asked = 0
    led = 0

    def __init__(self) -> None:
        super().__init__()
        self.aside = ExitStack()
        Lives.led += 1
        if Lives.led > TRACED:
            self.aside.enter_context(without_tracer())

    @initialize(drawn=contracts(FOCUS), count=st.integers(0, 4))
    def begin(self, drawn: tuple[Contract, Data], count: int) -> None:
        """Draw a contract and the figures it may come to; the first ones are reported in time."""
        self.life = Life(*drawn)
        note(self.life.terms)
        self.report_some(count)

    def report_some(self, count: int) -> None:
        """Report the next figures, as far as there are any."""
        assert self.life is not None
        for _ in range(count):
            if self.life.can_report():
                self.life.report()

    def reported(self) -> bool:
        """Whether anything is reported that can be corrected."""
        return self.life is not None and bool(self.life.first)

    @precondition(lambda self: self.life is not None and self.life.can_report())
    @rule(days=st.integers(0, 12), count=st.integers(1, 3))
    def report(self, days: int, count: int) -> None:
        """The next figures come in time."""
        assert self.life is not None
        self.life.wait(days)
        self.report_some(count)

    @precondition(lambda self: self.life is not None and self.life.can_report())
    @rule(late=st.integers(13, 200))
    def report_late(self, late: int) -> None:
        """The next figures come late."""
        assert self.life is not None
        self.life.wait(late)
        self.life.report()

    @precondition(reported)
    @rule(days=st.integers(1, 120), at=st.integers(0, 99), other=st.integers(0, 99))
    def correct(self, days: int, at: int, other: int) -> None:
        """Figures that were reported turn out to be others."""
        life = self.life
        assert life is not None
        life.wait(days)
        life.correct(at % len(life.first), other % len(life.pool))

    @precondition(lambda self: self.reported() and len(self.life.events) < 2)
    @rule(days=st.integers(0, 60), ago=st.integers(0, 200))
    def evidence(self, days: int, ago: int) -> None:
        """The launch is reported, some days after it happened."""
        life = self.life
        assert life is not None
        life.wait(days)
        day = max(life.contract.start, life.today - timedelta(days=ago))
        if day <= life.contract.end:
            life.evidence(day)

    @precondition(lambda self: self.reported() and self.life.notice is None)
    @rule(days=st.integers(1, 40))
    def give_notice(self, days: int) -> None:
        """A party gives notice, once."""
        life = self.life
        assert life is not None
        life.wait(days)
        if life.today + timedelta(days=31) < life.contract.end:
            life.give_notice()

    @precondition(
        lambda self: (
            self.reported()
            and self.life.settled < min(len(self.life.first), len(periods_of(self.life.contract)))
        )
    )
    @rule(days=st.integers(0, 30), count=st.integers(1, 3))
    def settle(self, days: int, count: int) -> None:
        """The next periods are settled into the ledger, as far as they can be."""
        assert self.life is not None
        self.life.wait(days)
        for _ in range(count):
            if self.life.settled == len(self.life.first) or not self.life.settle():
                break

    @invariant()
    def holds(self) -> None:
        """All that must hold."""
        life = self.life
        if life is None:
            return
        told = life.state(life.today)
        self.asked += 1
        holds.above_the_floor(life, told)
        holds.never_changed(life, told)
        life.told[life.today] = told
        if self.asked % 2:
            holds.in_any_order(life, told, self.asked)
        fresh = life.from_the_start()
        holds.conserved(life, fresh)
        holds.above_the_floor(life, fresh)
        holds.paid_once(told, fresh)
        before = sorted(day for day in life.told if day < life.today)
        if before:
            holds.told_before(life, before[self.asked % len(before)])
        if life.settled:
            stated = life.state(life.today, ledger=True)
            holds.as_in_the_ledger(life, stated)
            holds.paid_once(stated, fresh)

    def teardown(self) -> None:
        """The last days that were told are told again."""
        life = self.life
        with self.aside:
            if life is None:
                return
            try:
                for day in sorted(life.told)[-4:]:
                    holds.told_before(life, day)
            finally:
                life.close()


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=LIVES,
    phases=PHASES,
    stateful_step_count=STEPS,
    suppress_health_check=[*HealthCheck],
    deadline=None,
)
