"""Whatever is written, the check says something or nothing, and never fails.

Programs of the corpus are cut up and put together again: lines lost, doubled, moved and taken from
one another, words exchanged.
"""

from hypothesis import HealthCheck, given, settings, strategies as st

from milestonelang.agreement.declarations import Agreement
from milestonelang.driver.terms import check_terms, from_text
from tests.corpus.programs import CORPUS, completed
from tests.untraced import traced_first

PROGRAMS = [
    path.read_text(encoding="utf-8")
    for path in sorted(CORPUS.glob("*/*/*.terms"))
    if path.parent.parent.name not in ("syntax", "published")
]
LINES = sorted({line for program in PROGRAMS for line in program.split("\n")})
WORDS = sorted({word for line in LINES for word in line.split()})


@st.composite
def _mangled(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(PROGRAMS)).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                del lines[index]
                lines = lines or [""]
            case 1:
                lines.insert(index, draw(st.sampled_from(LINES)))
            case 2:
                other = draw(st.integers(0, len(lines) - 1))
                lines[index], lines[other] = lines[other], lines[index]
            case _:
                words = lines[index].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
                lines[index] = " ".join(words)
    return "\n".join(lines)


@settings(max_examples=300, suppress_health_check=[*HealthCheck])
@given(_mangled())
@traced_first(75)
def test_an_agreement_comes_of_any_program(text: str) -> None:
    checked = check_terms(from_text(completed(text), folder=CORPUS))
    assert isinstance(checked.agreement, Agreement)
    for finding in checked.diagnostics:
        assert finding.message
        assert finding.message[0].islower() or not finding.message[0].isalpha()
        assert not finding.message.endswith(".")
