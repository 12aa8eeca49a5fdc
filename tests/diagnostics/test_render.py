"""What a person and a program are shown of a diagnostic."""

import json

from milestonelang.diagnostics.diagnostic import (
    DataPlace,
    Diagnostic,
    Fix,
    Label,
    Reading,
    Severity,
)
from milestonelang.diagnostics.render_json import render_json
from milestonelang.diagnostics.render_text import WIDTH, render_text
from milestonelang.source import SourceMap, Span

_TEXT = 'party a "A"\n  described as "Ünïcode 漢字 text"  # x\n  because "\u202eX"\n'


def _sources(text: str = _TEXT) -> tuple[SourceMap, Span]:
    sources = SourceMap()
    file = sources.add("a.terms", text)
    return sources, Span(file.id, 14, 23)


def test_everything_is_shown() -> None:
    sources, span = _sources()
    diagnostic = Diagnostic(
        "MS0999",
        "two readings differ in money",
        Label(span, "this line"),
        place=DataPlace("q.csv", 3, "retention"),
        others=(Label(Span(span.file, 0, 5), "declared here"),),
        notes=("a note",),
        help="say which",
        readings=(Reading("only if x > 5", "If X is more than 5, …", "USD 5.00"),),
        severity=Severity.ADVICE,
    )
    assert render_text([diagnostic], sources) == (
        "advice[MS0999]: two readings differ in money\n"
        " --> q.csv, row 3, column `retention`\n"
        " --> a.terms:2:3\n"
        "  |\n"
        '1 | party a "A"\n'
        "  | ----- declared here\n"
        '2 |   described as "Ünïcode 漢字 text"  # x\n'
        "  |   ^^^^^^^^^ this line\n"
        "  = note: a note\n"
        "  = help: say which\n"
        "  = reading 1: write `only if x > 5`\n"
        "      “If X is more than 5, …”\n"
        "      pays USD 5.00\n"
    )


def test_marks_stand_below_wide_and_escaped_characters() -> None:
    sources, span = _sources()
    start = _TEXT.index("text")
    shown = render_text(
        [Diagnostic("MS0999", "x", Label(Span(span.file, start, start + 4)))], sources
    )
    line, mark = shown.split("\n")[3:5]
    # Each of the two characters before it is two columns wide.
    assert mark.index("^") == line.index("text") + 2
    start = _TEXT.index("X")
    shown = render_text(
        [Diagnostic("MS0999", "x", Label(Span(span.file, start, start + 1)))], sources
    )
    line, mark = shown.split("\n")[3:5]
    assert "\u202e" not in shown
    assert "<U+202E>X" in line
    assert mark.index("^") == line.index("X")


def test_long_lines_and_messages_fit() -> None:
    text = 'party a "' + "word " * 60 + 'end"\n'
    sources, span = _sources(text)
    start = text.index("end")
    diagnostic = Diagnostic(
        "MS0999",
        "a message that goes on " * 8,
        Label(Span(span.file, start, start + 3), "a label that is quite long " * 4),
        notes=("a note that goes on " * 10,),
        help="help that goes on " * 10,
    )
    shown = render_text([diagnostic], sources)
    assert all(len(line) <= WIDTH for line in shown.split("\n"))
    assert "end" in shown
    assert "^^^" in shown


def _shown(text: str, main: str, *others: tuple[str, str], words: str = "") -> list[str]:
    sources = SourceMap()
    file = sources.add("a.terms", text)

    def label(part: str, said: str) -> Label:
        start = text.index(part)
        return Label(Span(file.id, start, start + len(part)), said)

    diagnostic = Diagnostic(
        "MS0999", "x", label(main, words), others=tuple(label(*other) for other in others)
    )
    shown = render_text([diagnostic], sources).split("\n")
    assert all(line == line.rstrip() for line in shown)
    return shown[2:-1]


def test_labels_of_one_line_share_it() -> None:
    text = "fee is the lesser of price and share\n"
    assert _shown(text, "share", ("price", "money in USD"), words="percent") == [
        "  |",
        "1 | fee is the lesser of price and share",
        "  |                      -----     ^^^^^ percent",
        "  |                      |",
        "  |                      money in USD",
    ]
    assert _shown(text, "fee", ("price", "two"), ("share", "three"), words="one") == [
        "  |",
        "1 | fee is the lesser of price and share",
        "  | ^^^                  -----     ----- three",
        "  | |                    |",
        "  | |                    two",
        "  | one",
    ]
    assert _shown(text, "price", ("the lesser of price and share", "all"), words="this") == [
        "  |",
        "1 | fee is the lesser of price and share",
        "  |        --------------^^^^^---------- all",
        "  |                      |",
        "  |                      this",
    ]


def test_lines_of_one_file_stand_in_one_excerpt() -> None:
    text = "one\ntwo\nthree\nfour\n"
    assert _shown(text, "four", ("one", "first"), ("two", "second"), words="last") == [
        "  |",
        "1 | one",
        "  | --- first",
        "2 | two",
        "  | --- second",
        "...",
        "4 | four",
        "  | ^^^^ last",
    ]


def test_labels_far_apart_on_a_long_line_are_both_shown() -> None:
    text = "left " + "漢字 " * 60 + "right " + "end " * 40 + "\n"
    shown = _shown(text, "right", ("left", "the one"), words="the other")
    assert shown[1].startswith("1 | left 漢字")
    marks = {
        mark: (shown[number - 1], line)
        for number, line in enumerate(shown)
        for mark in ("----", "^^^^^")
        if mark in line
    }
    (first, below), (second, main) = marks["----"], marks["^^^^^"]
    assert first.index("left") == below.index("----")
    before = second[: second.index("right")]
    # Each of these characters is two columns wide.
    assert sum(2 if sign in "漢字" else 1 for sign in before) == main.index("^")
    assert all(len(line) <= WIDTH for line in shown)


def test_color_only_when_asked() -> None:
    sources, span = _sources()
    diagnostic = Diagnostic("MS0999", "x", Label(span))
    assert "\x1b[" not in render_text([diagnostic], sources)
    assert "\x1b[" in render_text([diagnostic], sources, color=True)


def test_control_characters_of_a_message_are_escaped() -> None:
    sources, span = _sources()
    shown = render_text([Diagnostic("MS0999", "bell \x07 and \x1b[2J", Label(span))], sources)
    assert "\x07" not in shown
    assert "\x1b" not in shown


def test_nothing_is_nothing() -> None:
    sources, _ = _sources()
    assert render_text([], sources) == ""
    assert json.loads(render_json([], sources)) == []


def test_json() -> None:
    sources, span = _sources()
    diagnostic = Diagnostic(
        "MS0999", "x", Label(span, "here"), place=DataPlace("q.csv", 3), fix=Fix(span, "y")
    )
    (found,) = json.loads(render_json([diagnostic], sources))
    assert found == {
        "code": "MS0999",
        "severity": "error",
        "message": "x",
        "label": {
            "file": "a.terms",
            "start": {"line": 2, "column": 3, "offset": 14},
            "end": {"line": 2, "column": 12, "offset": 23},
            "text": "here",
        },
        "data": {"file": "q.csv", "row": 3},
        "fix": {
            "file": "a.terms",
            "start": {"line": 2, "column": 3, "offset": 14},
            "end": {"line": 2, "column": 12, "offset": 23},
            "replacement": "y",
        },
    }
