"""Every subject of a partner contract has a module or words of the language, and a page that runs.

The list below is what the library is to cover, in plain words; the table in `docs/subjects.md` says
where each is. That the pages run, and print what they show, is tested in `test_pages.py`.
"""

import re
from pathlib import Path

from milestonelang.library import standard_modules

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SUBJECTS = """
metrics:
  net revenue after refunds, churn and downgrades
  net revenue per user
  gross margin
  contribution margin
  acquisition cost (CAC)
  cost per acquisition of a channel (CPA)
  lifetime value of a cohort to date
  lifetime value, projected by a stated formula
  LTV to CAC
  payback months
  gross revenue retention
  net revenue retention
  logo churn
  renewal rate
  average contract value
  cross-sell velocity
  cost per active user
  activation
  feature adoption
  onboarding time
  time to first revenue
  error rate
  pipeline velocity
  discount discipline
  joint customers
  outlier rules for atypical customers
  seasonal indices made from history
payments:
  revenue share rising with usage
  revenue share rising with the term
  base commission and separate bonus
  accelerator over renewal cycles
  balanced scorecard to multiplier
  referral fee per deal with pro-rata clawback
  rebate
  recoverable draw
  minimum guarantee
  marketing development fund with claims and approvals
  cost sharing with contingency
  royalty with floor and stacking
  milestone series of rising difficulty
  shared savings with a minimum rate
  earn-out
  shares for several partners with attribution rules
  equity-like grant with vesting, in units
risk and remedies:
  margin shock
  market index
  volume collapse
  exchange rate
  regulatory change
  corrective plan
  support
  extension
  revised targets
  reduction
  re-baselining within bounds
  seasonality
verification:
  audit schedule with variance threshold
  third-party validation
  survey evidence
  data sources
  data owners
  delivery of data
  data minimisation
  ownership of derived insight
  dispute with escalation
  mediation
  interim payment
lifetime:
  review cadence
  recalibration
  sunset
  renewal
  re-qualification
  multi-year locks
  exit for convenience
  exit for cause
  exit for missed milestones
  exit on change of control
  exit on a strategic pivot
  exit on insolvency
  wind-down with residual payment on measured value
  customers' continuity
  assets at the end
  accrued incentives at the end
  survival
clauses:
  confidentiality, of both
  confidentiality, of one party
  background IP
  foreground IP, to both
  foreground IP, to one party
  licences
  freedom to operate
  exclusivity bounded by territory, market and time
  data protection and privacy by design
  data processed by one party for the other
  data portability
  export control
  non-solicitation
  most-favoured partner with declared comparables
  insurance
  incident response
  co-branding
  lead routing
  channel conflict
  resources and secondments
  enablement and benefits
  notices
  assignment
  changes in writing
  entire agreement
  governing law
  courts
  arbitration
governance:
  value map
  roles
  decision-rights matrix
  cadence of meetings
  escalation
  risk register with owners and mitigations
  due diligence
  staged pilots with gates
  change management with consent
  version record
calendars and currencies:
  calendars, pinned
  currencies, pinned
  amounts in the smallest unit of a currency
"""
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| \[[^]]+\]\(cookbook/([\w-]+)\.md\) \|$", re.MULTILINE)
ROWS = [
    (subject.strip(), what.strip(), page)
    for subject, what, page in ROW.findall((DOCS / "subjects.md").read_text("utf-8"))
]
WANTED = [line.strip() for line in SUBJECTS.splitlines() if line.startswith("  ")]


def blocks(page: str) -> str:
    """Return everything that a page runs: its terms, data and commands."""
    text = (DOCS / "cookbook" / f"{page}.md").read_text("utf-8")
    found = re.findall(r"^```(?:terms|csv|console).*?^```$", text, re.MULTILINE | re.DOTALL)
    return "\n".join(found)


def test_the_table_has_every_subject_once() -> None:
    assert [subject.lower() for subject, _, _ in ROWS] == [subject.lower() for subject in WANTED]


def test_each_subject_has_an_example_that_uses_what_is_named() -> None:
    run = {page: blocks(page) for _, _, page in ROWS}
    for subject, what, page in ROWS:
        assert "$ milestone " in run[page], subject
        module = re.fullmatch(r"\[(std\.[\w.]+)\]\(library/([\w.]+)\.md\)", what)
        if module is None:
            words = re.fullmatch(r"`([^`]+)`", what)
            assert words is not None, subject
            assert words[1] in run[page], subject
            continue
        assert module[1] in standard_modules(), subject
        assert (DOCS / "library" / f"{module[2]}.md").exists(), subject
        assert re.search(rf"^use {re.escape(module[1])}$", run[page], re.MULTILINE), subject


def test_every_module_is_shown_on_a_page() -> None:
    assert {f"[{name}]" for name in standard_modules()} == {
        what.partition("(")[0] for _, what, _ in ROWS if what.startswith("[")
    }


def test_the_index_of_the_cookbook_names_every_page() -> None:
    index = (DOCS / "cookbook" / "README.md").read_text("utf-8")
    linked = re.findall(r"\]\(([\w-]+)\.md\)", index)
    pages = [path.stem for path in (DOCS / "cookbook").glob("*.md") if path.stem != "README"]
    assert sorted(linked) == sorted(pages)


def test_pages_link_to_what_there_is() -> None:
    for path in [*(DOCS / "cookbook").glob("*.md"), DOCS / "subjects.md", DOCS / "tutorial.md"]:
        links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        missing = [link for link in links if not (path.parent / link).resolve().exists()]
        assert missing == [], path.name
