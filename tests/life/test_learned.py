"""Which duties a correction calls does not rest on what only performs, extends or waives them."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from milestonelang import ir
from milestonelang.backends.proof.slicing import sliced
from milestonelang.data.model import DataFile
from milestonelang.data.read import read_data
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.life import learned
from milestonelang.driver.life.course import Course, take_course
from milestonelang.driver.terms import check_terms, from_text
from tests.driver.test_acts import LEAVE

FEE = "  reported by company within 15 days\n"
TERMS = LEAVE.replace(FEE, FEE + "  restated for at most 4 quarters\n", 1)


def course(folder: Path, seed: int) -> Course:
    """Scores that are corrected, and events that are told late, as a seed draws them."""
    draw = random.Random(seed)
    scores, events = (
        ["quarter,score,reported_on"],
        ["date,event,subject,by,amount,note,reported_on"],
    )
    for at, end in enumerate((date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30))):
        told = end + timedelta(days=10)
        for _ in range(draw.randrange(1, 4)):
            scores.append(f"2026-Q{at + 1},{draw.choice((30, 49, 50, 70))}%,{told}")
            told += timedelta(days=draw.randrange(20, 60))
    for day in sorted(draw.sample(range(20, 360), 14)):
        on = date(2026, 1, 1) + timedelta(days=day)
        event = draw.choice(("delivered", "letter", "certificate"))
        late = on + timedelta(days=draw.choice((0, 3, 40, 90)))
        events.append(f"{on},evidence,{event},partner,,,{late}")
    files = folder / f"scores{seed}.csv", folder / f"events{seed}.csv"
    for file, lines in zip(files, (scores, events), strict=True):
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    checked, sink = check_terms(from_text(TERMS)), Sink()
    assert not checked.errors
    data = read_data(checked.require(), [DataFile(files[0])], [files[1]], sink)
    found = take_course(checked.require(), data, {}, sink, checked.sources)
    assert found is not None, [item.message for item in sink.found]
    return found


def test_events_that_call_nothing_are_left_out_and_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    courses = [course(tmp_path, seed) for seed in range(8)]
    program = courses[0].program
    duties = [value.id for value in program.values if isinstance(value.op, ir.Duty)]
    events, acts = learned._that_call_nothing(sliced(program, duties))
    # The report that is overdue calls for talks; on talks and letters nothing rests.
    assert {"letter", "monthly"} <= events
    assert "monthly" in acts
    assert "delivered" not in events
    assert "report" not in acts

    def nothing(program: ir.Program) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(), frozenset()

    monkeypatch.setattr(learned, "_that_call_nothing", nothing)
    some = 0
    for each in courses:
        found = each.views.learned
        each.views.learned = {}
        assert learned.learned_of(each.program, each.views, each.days) == found
        some += bool(found)
    assert some > 2
