"""Partners to whom something happened: each takes the course that `evaluate` takes.

In: the events of partners, and the figures of a block. Out: in the block's results, what the course
of each of these partners gives; everybody else's stay as they are. What happened may end an
agreement early, so that each of them has a program of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from milestonelang import ir
from milestonelang.agreement import declarations as decl
from milestonelang.data.frames import frame_of
from milestonelang.data.model import DataSet, EventRow, Figure, Provenance, Series
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.batch.blocks import Block, Computed, Engine
from milestonelang.driver.batch.figures import FigureColumn, figure_columns, put_exact
from milestonelang.driver.life.course import take_course
from milestonelang.source import SourceMap


def places_of(names: Iterable[str], keys: Any) -> dict[int, str]:
    """Return where partners with these names stand among the keys of a block."""
    import numpy
    import pyarrow
    from pyarrow import compute

    wanted = pyarrow.array(list(names), pyarrow.string())
    texts = keys.cast(pyarrow.string())
    found = compute.is_in(texts, value_set=wanted).to_numpy(zero_copy_only=False)
    return {int(at): texts[int(at)].as_py() for at in numpy.flatnonzero(found)}


class Courses:
    """What the partners of one group take their courses with."""

    def __init__(
        self,
        agreement: decl.Agreement,
        engine: Engine,
        figures: Sequence[FigureColumn],
        lines: bool,
        settings: Mapping[str, ir.Exact],
        sources: SourceMap,
    ) -> None:
        self.agreement, self.engine, self.figures = agreement, engine, figures
        self.lines, self.settings, self.sources = lines, settings, sources

    def put(
        self, block: Block, computed: Computed, at: int, events: tuple[EventRow, ...]
    ) -> str | None:
        """Put in what one partner's course gives; return why not, where it cannot be taken."""
        data, settings = self._data(block, at, events)
        sink = Sink()
        course = take_course(self.agreement, data, settings, sink, self.sources)
        if course is None or sink.has_errors:
            return next(item.message for item in sink.found)
        ready, program = self.engine.ready, course.program
        places = {period.label: period.index for period in program.periods}
        last = ready.program.periods[-1].end
        if program.periods[-1].end > last:
            return "what happened goes on after the last day of the term; evaluate it alone"
        own = {each.name: each.id for each in figure_columns(self.agreement, program, self.lines)}
        for index, figure in enumerate(self.figures):
            results: list[Any] = []
            for period in ready.program.periods[: ready.length]:
                place, id = places.get(period.label), own.get(figure.name)
                if place is None or id is None or (figure.runs_only and not program.runs(place)):
                    results.append(None)
                else:
                    results.append(course.run.periods[place][id])
            try:
                put_exact(figure, computed.figures[index], results, at, computed.doubts)
            except OverflowError:
                return f"`{figure.name}` has more than 18 digits"
        return None

    def _data(
        self, block: Block, at: int, events: tuple[EventRow, ...]
    ) -> tuple[DataSet, dict[str, ir.Exact]]:
        """Return a partner's figures and events as files of its own would say them."""
        settled = frame_of(self.agreement, self.agreement.contract.settled)
        settings = dict(self.settings)
        series: dict[str, Series] = {}
        given: dict[str, dict[int, ir.Exact]] = {}
        last: int | None = None
        for name, values in self.engine.inputs_of(block, at).metrics.items():
            if self.engine.brought[name].is_given:
                value = values[0]
                assert not isinstance(value, ir.Missing | ir.Nothing)
                settings[name] = value
                continue
            known = {
                index: value
                for index, value in enumerate(values[: len(settled.periods)])
                if not isinstance(value, ir.Missing | ir.Nothing)
            }
            last = max((index for index in (*known, last) if index is not None), default=None)
            if self.agreement.get(name, decl.Metric).computed is not None:
                given[name] = known
                continue
            place = Provenance("the table")
            figures = {index: (Figure(value, None, place),) for index, value in known.items()}
            series[name] = Series(name, settled.unit, figures)
        data = DataSet(series, {}, events, {}, last_period=last, given=given)
        return data, settings
