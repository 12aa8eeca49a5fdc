"""The whole agreements in `examples/`: each gives its expected statement, checks and prints."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"

# The file of terms, the options that name its data, and what the statement must be.
RUNS = [
    ("alliance/alliance.terms", ["--data", "deals=alliance/deals.csv"], "alliance/expected.csv"),
    (
        "co-marketing/comarketing.terms",
        [
            *("--data", "co-marketing/quarterly.csv", "--data", "deals=co-marketing/deals.csv"),
            *("--events", "co-marketing/events.csv"),
        ],
        "co-marketing/expected.csv",
    ),
    (
        "integration/integration.terms",
        [
            *("--data", "integration/quarterly.csv"),
            *("--data", "signups=integration/signups.csv"),
            *("--events", "integration/events.csv"),
        ],
        "integration/expected.csv",
    ),
    *(
        (
            f"segments/{name}.terms",
            ["--data", f"segments/{name}.csv"],
            f"segments/expected-{name}.csv",
        )
        for name in ("distributor", "enterprise", "germany")
    ),
    (
        "shared-savings/savings.terms",
        ["--data", "shared-savings/yearly.csv", "--events", "shared-savings/events.csv"],
        "shared-savings/expected.csv",
    ),
    (
        "licence/licence.terms",
        ["--data", "licence/yearly.csv", "--events", "licence/events.csv"],
        "licence/expected.csv",
    ),
    (
        "marketing-fund/distribution.terms",
        ["--data", "marketing-fund/quarterly.csv", "--events", "marketing-fund/events.csv"],
        "marketing-fund/expected.csv",
    ),
    (
        "referral/referral.terms",
        ["--data", "deals=referral/deals.csv"],
        "referral/expected.csv",
    ),
    (
        "reseller/reseller.terms",
        ["--data", "reseller/quarterly.csv", "--events", "reseller/events.csv"],
        "reseller/expected.csv",
    ),
]


def _options(options: list[str]) -> list[str]:
    """Put the folder of the examples before each file."""
    found = []
    for option in options:
        name, sign, file = option.rpartition("=")
        found.append(option if option.startswith("--") else f"{name}{sign}{EXAMPLES / file}")
    return found


@pytest.mark.parametrize(("terms", "options", "expected"), RUNS, ids=[run[2] for run in RUNS])
def test_statement_is_what_was_worked_out_by_hand(
    milestone: Command, terms: str, options: list[str], expected: str
) -> None:
    done = milestone("evaluate", EXAMPLES / terms, *_options(options), "--format", "csv")
    assert done.code == 0
    assert done.out == (EXAMPLES / expected).read_text("utf-8")


def test_every_example_has_a_run_and_a_hand_calculation() -> None:
    folders = {item.name for item in EXAMPLES.iterdir() if item.is_dir()}
    run = {Path(terms).parent.name for terms, _, _ in RUNS} | {"northwind"}
    assert folders == run
    for folder in folders:
        assert "by hand" in (EXAMPLES / folder / "README.md").read_text("utf-8")


@pytest.mark.parametrize("terms", sorted({run[0] for run in RUNS}))
def test_terms_check_without_a_remark_and_print(
    milestone: Command, terms: str, tmp_path: Path
) -> None:
    checked = milestone("check", EXAMPLES / terms)
    assert checked.code == 0
    assert "no mistakes" in checked.said
    built = milestone("build", EXAMPLES / terms, "--to", "html", "-o", tmp_path / "agreement.html")
    assert built.code == 0


def test_a_statement_says_what_passes_and_what_goes_on_at_the_end(milestone: Command) -> None:
    terms, options, _ = next(run for run in RUNS if "marketing-fund" in run[0])
    head = milestone("evaluate", EXAMPLES / terms, *_options(options)).out.split("=====")[0]
    said = " ".join(head.split())
    assert "Ends on 9 August 2027 by Termination for Convenience" in said
    assert '"demonstration units" pass to vendor (clause 10.3(d))' in said
    assert 'distributor continues "warranty service" for 6 months (clause 10.3(f))' in said


def test_of_three_partners_any_may_leave(milestone: Command, tmp_path: Path) -> None:
    file = tmp_path / "alliance.md"
    assert milestone("build", EXAMPLES / "alliance" / "alliance.terms", "-o", file).code == 0
    text = file.read_text("utf-8")
    assert "Any party may terminate this agreement by notice to each of the others" in text
    assert "Either party" not in text
    assert "unless a party gives the others notice" in text
