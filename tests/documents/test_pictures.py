"""Pictures of the sample and of small programs: what they draw is what the terms and tables say."""

import re
import xml.etree.ElementTree as xml
from fractions import Fraction as F
from pathlib import Path

import pytest

from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.draw_curve import marked
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import document_of
from milestonelang.driver.documents.curves import curves_of
from milestonelang.driver.terms import Checked, Terms, check_terms
from milestonelang.outline.uses import nodes

TERMS = """contract small "Small Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company Ltd"
party partner "Partner & Co"

metric sales "Sales" is money
  means "what was sold"
  between USD 0 and USD 900
  reported by company within 15 days

payment pay "Sales Pay"
  company pays partner each quarter
  on sales
  at {kind}
{bands}
  due within 30 days of the end of the quarter
"""


def checked(kind: str, *bands: str) -> Checked:
    text = TERMS.format(kind=kind, bands="\n".join(f"    {band}" for band in bands))
    found = check_terms(Terms(text, "small.terms", Path("."), "0" * 64))
    assert not found.has_errors, found.diagnostics
    return found


def figures(of: Checked) -> list[model.Figure]:
    found = [x for x in reading.nodes(document_of(of)) if isinstance(x, model.Figure)]
    return sorted(found, key=lambda figure: int(figure.label.split()[-1]))


def labels(figure: model.Figure) -> list[str]:
    root = xml.fromstring(figure.svg)
    return [(each.text or "") for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("kind", "side", "at_cut", "other"),
    [
        ("whole amount rates", "up to", F(10), F(20)),
        ("whole amount rates", "below", F(20), F(10)),
        ("marginal rates", "up to", F(10), None),
    ],
)
def test_a_cut_shows_its_side(kind: str, side: str, at_cut: F, other: F | None) -> None:
    found = checked(kind, f"10% {side} USD 100", "20% beyond")
    (curve,) = curves_of(found.require()).values()
    assert [(each.at, each.gives) for each in curve.corners] == [(F(100), at_cut)]
    assert {curve.pieces[0].high, curve.pieces[1].low} == {
        at_cut,
        at_cut if other is None else other,
    }
    _, figure = figures(found)
    assert "USD\N{NO-BREAK SPACE}100 → USD\N{NO-BREAK SPACE}" + str(at_cut) in labels(figure)
    # One dot where the line is whole, a filled and an open one where it jumps.
    dots = re.findall(r'<circle[^>]*fill="(#...)"', figure.svg)
    assert dots == (["#fff"] if other is None else ["#fff", "#000"])
    said = "just above it" if side == "up to" else "just below it"
    assert (said in figure.alternative) is (other is not None)


def test_labels_are_words_of_the_document() -> None:
    found = checked("marginal rates", "10% up to USD 100", "20% up to USD 300", "30% beyond")
    timeline, figure = figures(found)
    assert (timeline.label, timeline.anchor) == ("Figure 1", "figure-1")
    assert (figure.label, figure.anchor) == ("Figure 2", "figure-2")
    known = figure.alternative + " ".join(reading.plain_text(document_of(found)))
    numbers = {each for label in labels(figure) for each in re.findall(r"\d[\d,.]*", label)}
    axis = {"0", "20", "40", "60"}
    assert numbers == {"100", "300", "10", "50"} | axis
    assert all(number in known for number in numbers - axis)


def limited(amount: str) -> Checked:
    found = checked("marginal rates", "10% up to USD 100", "20% beyond")
    text = found.terms.text.replace("on sales\n", "on sales accumulated yearly\n")
    text = text.replace("  due within", f"  at most {amount} per year\n  due within")
    return check_terms(Terms(text, "small.terms", Path("."), "0" * 64))


def test_the_corner_at_the_maximum_has_its_label() -> None:
    _, figure = figures(limited("USD 30"))
    close = [label.replace("\N{NO-BREAK SPACE}", " ") for label in labels(figure)]
    assert {"USD 100 → USD 10", "USD 200 → USD 30", "maximum USD 30"} <= set(close)
    assert "From USD\N{NO-BREAK SPACE}200 on the line stays at" in figure.alternative
    # Lines of the grid, and nothing that only a colour tells.
    greys = {"#000", "#fff", "#616161", "#c8c8c8"}
    assert set(re.findall(r"#[0-9a-f]{3,6}", figure.svg)) == greys


def test_a_maximum_far_away_is_said_and_not_drawn() -> None:
    _, figure = figures(limited("USD 5,000"))
    assert not any(label.startswith("maximum") for label in labels(figure))
    assert figure.alternative.endswith("the maximum, only beyond what is drawn.")


@pytest.mark.parametrize(
    ("lowest", "highest", "marks"),
    [
        (F(0), F(72), [0, 20, 40, 60]),
        (F(0), F(1), [0, F(1, 5), F(2, 5), F(3, 5), F(4, 5), 1]),
        (F(-30), F(60), [-20, 0, 20, 40, 60]),
        (F(0), F(120_000), [0, 50_000, 100_000]),
        (F(0), F(0), [0]),
    ],
)
def test_the_axis_has_a_few_round_amounts(lowest: F, highest: F, marks: list[F]) -> None:
    assert marked(lowest, highest) == marks


def test_the_line_of_time_says_what_is_due_after_a_period() -> None:
    timeline, _ = figures(checked("marginal rates", "10% up to USD 100", "20% beyond"))
    day = "\N{NO-BREAK SPACE}days"
    close = [label.replace(" days", day) for label in labels(timeline)]
    assert close[-3:] == ["Quarter ends", f"15{day}: figures", f"30{day}: payments"]
    said = timeline.alternative.replace(" days", day)
    assert said.endswith(f"After each Quarter: 15{day}: figures; 30{day}: payments.")


def test_examples_have_pictures_of_each_kind() -> None:
    root = Path(__file__).parents[2]
    files = sorted(root.glob("examples/**/*.terms"))
    assert files
    kinds = set()
    for file in files:
        found = load_checked(str(file))
        drawn = figures(found)
        assert {x.label for x in drawn} == {f"Figure {i + 1}" for i in range(len(drawn))}
        assert all(x.alternative and x.caption and labels(x) for x in drawn)
        kinds |= {x.caption.split()[0] for x in drawn}
        agreement = found.require()
        assert sum(x.caption.startswith("States") for x in drawn) == len(
            agreement.of_kind(d.Trigger)
        )
        assert sum(x.caption.startswith("Course") for x in drawn) == len(agreement.of_kind(d.Exit))
        bands = [
            x for y in agreement.declarations.values() for x in nodes(y) if isinstance(x, n.Table)
        ]
        assert sum(x.caption.startswith("What") for x in drawn) <= len(bands)
    assert {"The", "What", "States", "Course"} <= kinds
