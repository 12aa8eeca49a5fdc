"""What a Python program uses: read terms, check them, evaluate them on data, build the document.

Dates are `datetime.date`, amounts `fractions.Fraction` in major units of the currency, percentages
parts of one. Mistakes in terms are data (`Checked.diagnostics`); what cannot go on raises
`TermsError` or `InputError`, both `MilestoneError` with their `diagnostics`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver import check as checking, terms as reading
from milestonelang.driver.errors import InputError, MilestoneError, TermsError
from milestonelang.driver.terms import Checked, Terms
from milestonelang.statement.model import Evaluation, Figure, PeriodStatement

if TYPE_CHECKING:
    from milestonelang.driver.advising.advise import Advices
    from milestonelang.driver.batch.files import Summary
    from milestonelang.driver.comparing.diff import Differences
    from milestonelang.driver.new.begin import Begun
    from milestonelang.driver.proving.prove import Proof
    from milestonelang.simulation.model import Simulation

__all__ = [
    "Checked",
    "Diagnostic",
    "Evaluation",
    "Figure",
    "InputError",
    "MilestoneError",
    "PeriodStatement",
    "Terms",
    "TermsError",
    "advise",
    "batch",
    "build",
    "check",
    "diff",
    "evaluate",
    "load",
    "new",
    "prove",
    "redline",
    "simulate",
    "statement_of",
    "why",
]


def load(
    path: str | Path | None = None, *, text: str | None = None, folder: str | Path = "."
) -> Terms:
    """Return the terms in the file at *path*, or those of *text*.

    Files that the terms `use` are looked for beside the file, or in *folder*. Raises InputError
    where the file cannot be read, is not UTF-8 or has more than 1 MiB.
    """
    if (path is None) == (text is None):
        raise TypeError("load takes either a path or text")
    if path is not None:
        return reading.load(path)
    assert text is not None
    return reading.from_text(text, folder=folder)


def check(terms: Terms | str | Path) -> Checked:
    """Return the checked agreement of *terms* with every diagnostic, those of its examples too.

    A path is loaded first. Raises InputError only where a file cannot be read.
    """
    return checking.check(terms if isinstance(terms, Terms) else reading.load(terms))


def evaluate(
    checked: Checked,
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    *,
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
    ledger: str | Path | None = None,
) -> Evaluation:
    """Return the statement of checked terms on data.

    *data* are files of reported figures, *rows* the file of each source, *events* files of events,
    *settings* the text of values for parameters and segments, *ledger* a file of what was stated,
    from which later differences are then taken. Raises TermsError where the terms
    have errors, and InputError, with every mistake in it, where a file or a setting is wrong.
    """
    from milestonelang.driver.evaluate import evaluate_terms, given

    return evaluate_terms(checked, given(data, rows, events, as_of, settings, ledger))


def why(
    checked: Checked,
    figure: str,
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    *,
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
    ledger: str | Path | None = None,
) -> str:
    """Return how one figure (`base_commission@2026-Q4`) or day (`plan.due`) came about.

    Takes what `evaluate` takes, and raises what it raises; InputError also for an unknown figure.
    """
    from milestonelang.driver.evaluate import given
    from milestonelang.driver.explain import explain_figure

    return explain_figure(checked, given(data, rows, events, as_of, settings, ledger), figure)


def prove(checked: Checked, *, budget: int = 1) -> "Proof":
    """Return the verdict on each guarantee of checked terms, with the case of what is violated.

    *budget* is how much work may be done, a multiple of the usual. Needs the extra `prove`. Raises
    TermsError where the terms have errors, InputError where they have no guarantee or there is no
    solver.
    """
    from milestonelang.backends.proof.prove import Effort
    from milestonelang.driver.proving.prove import prove_terms

    return prove_terms(checked, Effort(budget))


def build(
    checked: Checked,
    to: str = "html",
    locale: str | None = None,
    *,
    language: str = "en",
    bilingual: bool = False,
    templates: str | Path | None = None,
) -> bytes:
    """Return the agreement as a document: `html` and `md` in UTF-8, `pdf` or `docx`.

    *language* is that of the fixed words, `en` or `de`; *bilingual* puts the other beside it, in
    HTML and PDF. Numbers and dates are those of the language unless a *locale* is named.
    *templates* is the folder of a house style. Raises TermsError where the terms have errors,
    InputError for templates that do not fit, ValueError for another format, language or locale.
    """
    from milestonelang.driver.documents.build import build_document
    from milestonelang.driver.documents.style import house_of, style_of

    style = style_of(language, locale, bilingual, house_of(templates))
    return build_document(checked, to, style=style)


def statement_of(  # noqa: PLR0913  # each is one thing that a caller may want otherwise
    checked: Checked,
    period: str,
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    *,
    to: str = "html",
    party: str | None = None,
    replaces: date | None = None,
    agreement: str | None = None,
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
    ledger: str | Path | None = None,
    locale: str | None = None,
    language: str = "en",
    bilingual: bool = False,
    templates: str | Path | None = None,
) -> bytes:
    """Return the statement of a period as a document, as `build` returns the agreement.

    *party* is whom it is for, where that is not everybody; *replaces* the day as of which an
    earlier statement of the period was; *agreement* the address that references lead to. Data are
    those of `evaluate`, the look that of `build`. Raises what these raise, and InputError for a
    period, a party, a day or an address that cannot be.
    """
    from milestonelang.driver.documents.statements import build_statement
    from milestonelang.driver.documents.style import house_of, style_of
    from milestonelang.driver.evaluate import given

    style = style_of(language, locale, bilingual, house_of(templates))
    files = given(data, rows, events, as_of, settings, ledger)
    return build_statement(checked, files, period, to, style, agreement, party, replaces)


def diff(  # noqa: PLR0913  # each is one thing that a caller may want otherwise
    old: Checked,
    new: Checked,
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    *,
    new_data: Iterable[str | Path] = (),
    new_rows: Mapping[str, str | Path] | None = None,
    new_events: Iterable[str | Path] = (),
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> "Differences":
    """Return what differs between two versions: in terms and, on data, in money.

    The files that begin with *new* are for the new version alone, in place of the others. Where no
    data shows a difference, one is looked for. Raises TermsError where either has errors, and
    InputError where data do not fit.
    """
    from milestonelang.driver.comparing.diff import differences
    from milestonelang.driver.evaluate import given

    both = (tuple(data), dict(rows or {}), tuple(events))
    own = (tuple(new_data), dict(new_rows or {}), tuple(new_events))
    if not any((*both, *own)):
        return differences(old, new)
    # The figures and rows of one version stand together, as `--new-data` names both.
    figures = own[:2] if any(own[:2]) else both[:2]
    other = given(*figures, own[2] or both[2], as_of, settings) if any(own) else None
    return differences(old, new, given(*both, as_of, settings), other)


def redline(
    found: "Differences",
    to: str = "html",
    locale: str | None = None,
    *,
    language: str = "en",
    templates: str | Path | None = None,
) -> bytes:
    """Return two versions as one marked-up document: `html`, `pdf`, `docx` or `md`.

    The look is that of `build`, and so is what it raises.
    """
    from milestonelang.driver.comparing.document import diff_document
    from milestonelang.driver.documents.style import house_of, style_of

    return diff_document(found, to, style_of(language, locale, house=house_of(templates)))


def advise(  # each is one thing that a caller may want otherwise
    checked: Checked,
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    *,
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> "Advices":
    """Return what could be better in checked terms, with changes that were tried.

    Data of the past are those of `evaluate`, and so is what it raises.
    """
    from milestonelang.driver.advising.advise import advise_terms
    from milestonelang.driver.evaluate import given

    return advise_terms(checked, given(data, rows, events, as_of, settings))


def simulate(  # noqa: PLR0913  # each is one thing that a caller may want otherwise
    checked: Checked,
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    *,
    scenarios: int = 1000,
    seed: int = 1,
    figures: Mapping[str, str] | None = None,
    chances: Mapping[str, str] | None = None,
    worth: str | None = None,
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
    in_a_row: int = 1,
) -> "Simulation":
    """Return what checked terms come to over many drawn courses; the same seed, the same result.

    *figures* say how a metric is drawn (`"USD 50 to USD 90, mostly USD 60"`), *chances* how often
    an event happens (`"60%"`), *worth* what a period is worth to who pays; so many past periods
    *in_a_row* are drawn at once. Raises TermsError where the terms have errors, InputError where
    one of these or the data cannot be used.
    """
    from milestonelang.driver.evaluate import given
    from milestonelang.driver.simulating.given import Wanted
    from milestonelang.driver.simulating.simulate import simulate_terms

    past = given(data, rows, events, as_of, settings)
    spreads, happens = tuple((figures or {}).items()), tuple((chances or {}).items())
    wanted = Wanted(scenarios, seed, spreads, happens, worth, past, in_a_row)
    return simulate_terms(checked, wanted)


def new(
    pattern: str,
    folder: str | Path,
    answers: Mapping[str, object] | None = None,
    *,
    force: bool = False,
) -> "Begun":
    """Write a new agreement of a pattern, with sample data, into a folder that is made if need be.

    *answers* are by the names of the pattern's questions; what is left out has its usual answer.
    Raises InputError for a pattern or question that there is not, an answer of another kind, and a
    file that is there already unless *force* says to replace it; TermsError where the answers
    together give terms with errors. Then nothing is written.
    """
    from milestonelang.driver.new.begin import answers_of, begin, find_pattern

    found = find_pattern(pattern)
    return begin(found, answers_of(found, answers or {}, "answers"), str(folder), force)


def batch(  # noqa: PLR0913  # each is one thing that a caller may want otherwise
    checked: Checked,
    data: Any,
    parameters: Any = None,
    *,
    by: str = "partner",
    wide: bool = False,
    lines: bool = False,
    only: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
    events: str | Path | None = None,
) -> "tuple[Any, Summary, list[tuple[int, str, str]]]":
    """Return what many partners are owed, a summary, and the rows that were set aside.

    *data* and *parameters* are Arrow tables or paths of Parquet files. Where metrics are computed
    from rows, *data* is a mapping: under the name of each source an Arrow table, the path of a file
    or folder, or a list of them; under None the table of figures, if any. *events* is an events
    file that has the column of partners too. The result is an Arrow
    table: a row for each partner and period or, where it is *wide*, for each partner. A row that
    was set aside is (its number, the column, the reason). Needs the extra `batch`. Raises
    TermsError where the terms have errors, and InputError where a table cannot be used at all.
    """
    from milestonelang.driver.batch.files import in_memory
    from milestonelang.driver.batch.run import Batch, Options

    given = tuple((settings or {}).items())
    options = Options(by, wide, lines, tuple(only), given)
    rows: dict[Any, Any] = dict(data) if isinstance(data, Mapping) else {None: data}
    table = rows.pop(None, None)
    return in_memory(Batch(checked, table, parameters, options, rows, None, events))
