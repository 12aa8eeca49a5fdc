"""Schedule of figures and further tables.

In: places of the outline. Out: parts of the model. Measured figures are defined here, with who
reports them, their ranges and what they are calculated from.
"""

from fractions import Fraction
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, tables, values, words_tables
from milestonelang.backends.documents.fill_common import Scene, sentences
from milestonelang.backends.documents.fill_exit import WIND_DOWN
from milestonelang.backends.documents.fill_payments import base_of, scale_table
from milestonelang.backends.documents.fill_pictures import curve
from milestonelang.backends.documents.languages import of_lapse
from milestonelang.backends.documents.words import Phrase, split_head, words
from milestonelang.backends.documents.words_applied import Calculation, table_kind, what_of
from milestonelang.backends.documents.words_expressions import noun, the_period
from milestonelang.backends.documents.words_steps import pipeline
from milestonelang.outline.places import Place, Role
from milestonelang.outline.uses import nodes
from milestonelang.primitives.currencies import minor_units
from milestonelang.types import Unit


def figures_part(scene: Scene, place: Place) -> model.Part:
    """Return the schedule of figures."""
    voice = scene.voice
    blocks: list[model.Block] = [model.Note(voice.say("schedules", "figures_bind").inlines)]
    for child in place.children:
        heading, inside = _entry(scene, child)
        blocks.append(model.Heading(1, heading, child.anchor, child.label))
        blocks.extend(inside)
    title = voice.say("schedules", "figures").text
    return model.Part(place.label, title, place.anchor, True, tuple(blocks))


def _entry(scene: Scene, place: Place) -> tuple[str, list[model.Block]]:
    voice, agreement = scene.voice, scene.agreement
    subject = place.subject
    match place.role:
        case Role.PARAMETERS:
            table = _parameters(scene, place.tables[0])
            said = voice.say("schedules", "parameters_text", table=voice.reference(place.tables[0]))
            return voice.say("schedules", "parameters").text, [
                model.Paragraph(said.inlines),
                table,
                *_meanings(scene, *agreement.of_kind(d.Segment), *agreement.of_kind(d.Parameter)),
            ]
        case Role.UNITS:
            own = _meanings(scene, *agreement.of_kind(d.CountUnit))
            return voice.say("schedules", "units").text, [_units(scene), *own]
        case Role.SOURCE:
            assert isinstance(subject, d.Source)
            return subject.title, _source(scene, subject, place.tables[0])
        case Role.METRIC:
            assert isinstance(subject, d.Metric)
            return subject.title, _metric(scene, subject, place)
        case Role.SCALE:
            assert isinstance(subject, d.Schedule)
            shown = _scale(scene, subject, place.tables[0])
            return subject.title, [*shown, *_meanings(scene, subject)]
        case Role.INDEX_OF_WEIGHTS:
            assert isinstance(subject, d.Index)
            shown = _weights(scene, subject, place.tables[0])
            return subject.title, [*shown, *_meanings(scene, subject)]
        case _:
            name = voice.value(scene.agreement.contract.calendar or "", scene.agreement.contract.id)
            said = voice.say("schedules", "calendar", name=name)
            heading = voice.say("schedules", "calendar_head").text
            return heading, [model.Paragraph(said.inlines)]


def _meanings(scene: Scene, *declared: d.Declared) -> list[model.Block]:
    said = [scene.voice.meaning(each) for each in declared if each.means]
    return [model.Paragraph(each.inlines) for each in said]


def _parameters(scene: Scene, place: Place) -> model.Table:
    voice = scene.voice
    rows = []
    for segment in scene.agreement.of_kind(d.Segment):
        named = voice.either([_quoted(scene, name, segment.id) for name in segment.values])
        value = voice.say("schedules", "not_set")
        if segment.value is not None:
            value = _quoted(scene, segment.value, segment.id)
        rows.append(
            [
                voice.definition(segment.name),
                value,
                voice.say("schedules", "always"),
                voice.say("schedules", "is_one_of", values=named),
            ]
        )
    for parameter in scene.agreement.of_kind(d.Parameter):
        rows.extend(_parameter_rows(scene, parameter))
    usual = ("always", "no_range")
    for index, macro in enumerate(usual, start=len(rows[0]) - len(usual)):
        _clear(rows, index, voice.say("schedules", macro).text)
    heads = [
        voice.say("schedules", macro).text
        for macro in ("parameter_head", "value_head", "applies_head", "range_head")
    ]
    table = model.Table(
        label=place.label,
        caption=voice.say("schedules", "parameters_caption").text,
        anchor=place.anchor,
        columns=(
            model.Column(heads[0], model.ColumnKind.LABEL, names_row=True),
            model.Column(heads[1]),
            model.Column(heads[2]),
            model.Column(heads[3]),
        ),
        rows=tuple(model.Row(tuple(cell.inlines for cell in row)) for row in rows),
    )
    return tables.dense(table)


def _clear(rows: list[list[Phrase]], index: int, usual: str) -> None:
    """Empty a column of which every cell says the usual, so that the table leaves it out."""
    if all(row[index].text in (usual, "") for row in rows):
        for row in rows:
            row[index] = Phrase()


def _quoted(scene: Scene, name: str, node: int) -> Phrase:
    voice = scene.voice
    return voice.say("grammar", "quoted", text=voice.value(name.replace("_", " "), node))


def _parameter_rows(scene: Scene, parameter: d.Parameter) -> list[list[Phrase]]:
    voice = scene.voice
    title = voice.definition(parameter.name)
    limits = voice.say("schedules", "no_range")
    if parameter.range is not None:
        limits = range_of(scene, parameter.range, parameter.type, parameter.id)
    if parameter.texts:
        texts = voice.both([voice.value(text, parameter.id) for text in parameter.texts])
        return [[title, texts, voice.say("schedules", "always"), limits]]
    rows = []
    for value in parameter.values:
        said = noun(voice, value.value, None)
        rows.append([title, said, _applies(scene, parameter, value), limits])
        title, limits = Phrase(), Phrase()
    return rows


def _applies(scene: Scene, parameter: d.Parameter, value: d.DatedValue) -> Phrase:
    voice = scene.voice
    whom = None
    if value.segments:
        names = [_quoted(scene, name, value.id) for name in value.segments]
        whom = voice.say("schedules", "for_names", names=voice.either(names))
    elif parameter.by is not None:
        whom = voice.say("schedules", "for_others")
    if value.from_date is None:
        return whom or voice.say("schedules", "always")
    day = voice.value(values.day(value.from_date), value.id)
    time = voice.say("schedules", "from_day", day=day)
    return time if whom is None else voice.say("schedules", "for_and_from", whom=whom, time=time)


def range_of(scene: Scene, range: d.Range, type: types.Type, node: int) -> Phrase:
    """Return `at least USD 0 and at most USD 5,000,000`, with steps that are not the usual ones."""
    voice = scene.voice
    low = voice.value(voice.figure(range.low, type), node)
    high = voice.value(voice.figure(range.high, type), node)
    said = voice.say("schedules", "between", low=low, high=high)
    if range.step is None or range.step == _usual_step(type):
        return said
    step = voice.value(voice.figure(range.step, type), node)
    return voice.say("schedules", "in_steps", range=said, step=step)


def _usual_step(type: types.Type) -> Fraction | None:
    match type:
        case types.Money(currency):
            return Fraction(1, 10 ** (minor_units(currency) or 0))
        case types.Percent() | types.Number():
            return Fraction(1, 1_000_000)
        case types.Count() | types.Duration():
            return Fraction(1)
        case _:
            return None


def _units(scene: Scene) -> model.Block:
    voice = scene.voice
    said = [
        voice.say(
            "schedules",
            "unit_parts" if unit.divisible else "unit_whole",
            plural=words(voice.unit_word(unit.name, many=True)),
        )
        for unit in scene.agreement.of_kind(d.CountUnit)
    ]
    text = voice.say("general", "semicolons", items=said)
    return model.Paragraph(
        sentences(voice.say("schedules", "units_text"), text + words(".")).inlines
    )


def _source(scene: Scene, source: d.Source, place: Place) -> list[model.Block]:
    voice = scene.voice
    said = [
        voice.say(
            "schedules",
            "source",
            defined=voice.definition(source.name),
            table=voice.reference(place),
            dated=words(source.dated_by.replace("_", " ")),
        )
    ]
    if source.means:
        name = voice.term(source.name)
        said.append(
            voice.say("schedules", "source_means", source=name, means=voice.text(source.means))
        )
    if source.kept_by is not None:
        said.append(voice.say("schedules", "kept_by", party=voice.term(source.kept_by)))
    if source.ordered_by:
        columns = [
            voice.say("grammar", "quoted", text=words(name.replace("_", " ")))
            for name in source.ordered_by
        ]
        said.append(voice.say("schedules", "ordered", columns=voice.both(columns)))
    caption = voice.say("schedules", "columns_of", source=words(source.title)).text
    return [
        model.Paragraph(sentences(*said).inlines),
        _columns(scene, source.columns, place, caption),
    ]


def _columns(
    scene: Scene, columns: tuple[d.Column, ...], place: Place, caption: str
) -> model.Table:
    voice = scene.voice
    rows = []
    for column in columns:
        rules = []
        if column.unique:
            rules.append(voice.say("schedules", "unique"))
        if column.may_be_empty:
            rules.append(voice.say("schedules", "may_be_empty"))
        if column.range is not None:
            rules.append(range_of(scene, column.range, column.type, column.id))
        if column.computed is not None:
            value = noun(voice, column.computed, None)
            rules.append(voice.say("schedules", "computed", value=value))
        rows.append(
            (
                words(column.name.replace("_", " ")),
                kind_of(scene, column.type, column.id),
                voice.both(rules) if rules else Phrase(),
            )
        )
    heads = [
        voice.say("schedules", macro).text for macro in ("column_head", "holds_head", "rule_head")
    ]
    table = model.Table(
        label=place.label,
        caption=caption,
        anchor=place.anchor,
        columns=(
            model.Column(heads[0], model.ColumnKind.LABEL, names_row=True),
            model.Column(heads[1]),
            model.Column(heads[2]),
        ),
        rows=tuple(model.Row(tuple(cell.inlines for cell in row)) for row in rows),
    )
    return tables.dense(table)


def kind_of(scene: Scene, type: types.Type, node: int) -> Phrase:
    """Return a type in words."""
    voice = scene.voice
    match type:
        case types.Date():
            return voice.say("schedules", "a_date")
        case types.Money(currency):
            return voice.say("schedules", "an_amount", currency=words(currency))
        case types.Percent():
            return voice.say("schedules", "a_share")
        case types.Number():
            return voice.say("schedules", "a_number")
        case types.Count(unit):
            return voice.say("schedules", "a_count", unit=words(voice.unit_word(unit, many=True)))
        case types.Duration(lapse):
            return voice.say(
                "schedules",
                "a_duration",
                unit=words(values.span(2, of_lapse(lapse), oblique=True).partition(values.NBSP)[2]),
            )
        case types.Text() | types.ListOfText() | types.Invalid():
            return voice.say("schedules", "a_text")
        case types.Truth():
            return voice.say("schedules", "a_truth")
        case types.PeriodType():
            return voice.say("schedules", "a_period")
        case types.Choice(names):
            said = voice.either([_quoted(scene, name, node) for name in names])
            return voice.say("schedules", "is_one_of", values=said)
        case types.Quotient(numerator, denominator):
            above = kind_of(scene, numerator, node)
            below = words(voice.figure(Fraction(1), denominator))
            if isinstance(denominator, types.Count):
                below = words(voice.unit_word(denominator.unit, many=False))
            return voice.say("schedules", "a_price", money=above, unit=below)
        case _:
            assert_never(type)


def _metric(scene: Scene, metric: d.Metric, place: Place) -> list[model.Block]:
    voice = scene.voice
    defined = voice.definition(metric.name)
    if metric.means:
        said = [voice.say("schedules", "means", defined=defined, means=voice.text(metric.means))]
    else:
        kind = kind_of(scene, metric.type, metric.id)
        said = [voice.say("schedules", "is_figure", defined=defined, kind=kind)]
    said.extend(_about(scene, metric))
    if metric.computed is None:
        return [model.Paragraph(sentences(*said).inlines)]
    only = metric.computed[0] if len(metric.computed) == 1 else None
    if isinstance(only, n.Amount):
        value = noun(voice, only.value, the_period(voice))
        said.append(voice.say("schedules", "calculated", value=value))
        return [model.Paragraph(sentences(*said).inlines)]
    calculation = Calculation(voice, metric.name, Unit.PERIOD, (), None, None)
    one, listed = pipeline(calculation, place)
    said.append(voice.say("schedules", "calculated_steps", one=one is not None))
    blocks: list[model.Block] = [model.Paragraph(sentences(*said, one).inlines), *listed]
    for table in place.tables:
        assert isinstance(table.subject, n.Table)
        line = next(
            step
            for step in nodes(metric)
            if isinstance(step, n.On) and step.table.id == table.subject.id
        )
        what = what_of(calculation, line)
        blocks.append(words_tables.table(voice, table.subject, table, metric.title, what))
    return blocks


def _about(scene: Scene, metric: d.Metric) -> list[Phrase]:
    """Return what else is agreed on a metric: who reports it, its range, its baseline."""
    voice, span = scene.voice, scene.voice.period()
    said = []
    if metric.reported is not None:
        line = metric.reported
        parts = {"party": voice.term(line.by), "span": voice.period(line.frequency)}
        if line.count is None:
            said.append(voice.say("schedules", "reported", **parts))
        else:
            length = voice.span(line.count, line.unit, line.id)
            macro = "reported_within" if metric.computed is None else "calculated_reported"
            said.append(voice.say("schedules", macro, length=length, **parts))
    match metric.roll_up:
        case None:
            pass
        case d.RollUp.SUMMED:
            said.append(voice.say("schedules", "summed", span=span))
        case d.RollUp.AVERAGED:
            said.append(voice.say("schedules", "averaged", span=span))
        case d.RollUp.AT_THE_END:
            said.append(voice.say("schedules", "at_the_end", span=span))
        case _:
            assert_never(metric.roll_up)
    if metric.in_force_until_next:
        said.append(voice.say("schedules", "until_next"))
    if metric.range is not None:
        limits = range_of(scene, metric.range, metric.type, metric.id)
        said.append(voice.say("schedules", "range", range=limits))
    for baseline in metric.baselines:
        at = voice.say("schedules", "before_day", span=span)
        value = noun(voice, baseline.value, at)
        if baseline.from_date is None:
            said.append(voice.say("schedules", "baseline", value=value))
        else:
            day = voice.value(values.day(baseline.from_date), baseline.id)
            said.append(voice.say("schedules", "baseline_from", value=value, day=day))
    if metric.audited is not None:
        said.append(voice.say("schedules", "audited", span=voice.period(metric.audited)))
    if metric.only_during_wind_down:
        # Without an exit that winds down there is no such term to point to.
        winds_down = any(item.wind_down for item in scene.agreement.of_kind(d.Exit))
        term = voice.special(*WIND_DOWN) if winds_down else voice.say("terms", "winding_down")
        said.append(voice.say("schedules", "wind_down_only", wind_down=term))
    return said


def _scale(scene: Scene, scale: d.Schedule, place: Place) -> list[model.Block]:
    voice = scene.voice
    that = voice.say("schedules", "that_figure")
    _, how = split_head(table_kind(voice, scale.table, voice.reference(place), that))
    said = voice.say("schedules", "scale", defined=voice.definition(scale.name))
    text = model.Paragraph(sentences(said, how).inlines)
    drawn = curve(scene, scale.table, words(place.label), base_of(scene, scale))
    return [text, scale_table(scene, place, scale), *drawn]


def _weights(scene: Scene, index: d.Index, place: Place) -> list[model.Block]:
    voice = scene.voice
    said = voice.say(
        "schedules",
        "weights",
        defined=voice.definition(index.name),
        table=voice.reference(place),
    )
    total = None
    if index.adds_up_to is not None:
        value = voice.value(values.number(index.adds_up_to), index.id)
        total = voice.say("schedules", "weights_sum", total=value)
    rows = [
        (words(name), voice.value(values.number(weight), index.id))
        for name, weight in index.weights
    ]
    table = model.Table(
        label=place.label,
        caption=voice.say("schedules", "weights_caption", title=words(index.title)).text,
        anchor=place.anchor,
        columns=(
            model.Column(
                voice.say("schedules", "span_head").text, model.ColumnKind.LABEL, names_row=True
            ),
            model.Column(voice.say("schedules", "weight_head").text, model.ColumnKind.NUMBER),
        ),
        rows=tuple(model.Row((name.inlines, weight.inlines)) for name, weight in rows),
    )
    return [model.Paragraph(sentences(said, total).inlines), table]


def table_part(scene: Scene, place: Place) -> model.Part:
    """Return a further schedule: a typed table."""
    voice = scene.voice
    table = place.subject
    assert isinstance(table, d.ScheduleTable)
    shown = place.tables[0]
    number = (types.Money, types.Percent, types.Number, types.Count)
    columns = tuple(
        model.Column(
            column.name.replace("_", " ").capitalize(),
            model.ColumnKind.NUMBER if isinstance(column.type, number) else model.ColumnKind.TEXT,
            names_row=index == 0,
        )
        for index, column in enumerate(table.columns)
    )
    rows = tuple(
        model.Row(
            tuple(
                voice.value(voice.figure(cell, column.type), column.id).inlines
                if cell is not None
                else ()
                for cell, column in zip(row, table.columns, strict=True)
            )
        )
        for row in table.rows
    )
    blocks: list[model.Block] = [model.Note(voice.say("schedules", "table_binds").inlines)]
    if table.means:
        blocks.append(model.Paragraph(voice.text(table.means).inlines))
    printed = model.Table(shown.label, table.title, shown.anchor, columns, rows)
    blocks.append(tables.dense(printed))
    return model.Part(place.label, table.title, place.anchor, True, tuple(blocks))
