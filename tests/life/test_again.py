"""A run that computes only what changed gives what a run from the beginning gives."""

from datetime import date, timedelta
from pathlib import Path

import milestonelang
from milestonelang.backends.exact.again import Again
from milestonelang.backends.exact.run import Machine
from milestonelang.data.model import DataFile
from milestonelang.data.read import read_data
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.life.course import take_course

_EXAMPLE = Path(__file__).parents[2] / "examples" / "northwind"
_NAMES = ("onboarding_certificate", "plan_delivered", "recovery_plan_delivered")
_LATE = (3, 20, 45, 100, 200)


def test_running_again_gives_what_running_gives(tmp_path: Path) -> None:
    rows = ["date,event,subject,by,amount,note,reported_on"]
    for number in range(45):
        day = date(2026, 1, 5) + timedelta(days=number * 16)
        told = day + timedelta(days=_LATE[number % len(_LATE)])
        rows.append(f"{day},evidence,{_NAMES[number % 3]},partner,,,{told}")
    events = tmp_path / "events.csv"
    events.write_text("\n".join(rows) + "\n", encoding="utf-8")
    checked = milestonelang.check(milestonelang.load(_EXAMPLE / "northwind.terms"))
    agreement, sink = checked.require(), Sink()
    files = [
        DataFile(_EXAMPLE / "quarterly.csv"),
        DataFile(_EXAMPLE / "billing.csv", "billing"),
    ]
    data = read_data(agreement, files, [events], sink)
    course = take_course(agreement, data, {}, sink, checked.sources)
    assert course is not None
    assert len(course.days) > 20
    again = Again(course.program)
    # Back in time as well: what is asked before does not matter.
    for on in (*course.days, *reversed(course.days[::4])):
        inputs = course.views.on(on).inputs
        assert again.run(inputs) == Machine(course.program).run(inputs), on
