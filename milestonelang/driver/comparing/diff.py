"""Two files of terms in, what differs between them out: in words, as a document, and in money.

Promised: nothing is raised but `InputError`, also where one of the terms has errors, since a
comparison that could not be made is no difference. What differs in money was computed by the
evaluator, on the data that is given or on data that is shown.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from milestonelang import records
from milestonelang.comparison.compare import compare
from milestonelang.comparison.lines import Version
from milestonelang.comparison.model import Comparison
from milestonelang.comparison.money import Money, side_by_side
from milestonelang.diagnostics.diagnostic import Severity
from milestonelang.driver.check import load_checked
from milestonelang.driver.comparing import problems
from milestonelang.driver.comparing.fitted_data import Fitted, Unknown, fitted
from milestonelang.driver.comparing.parting import RUNS, Search, search
from milestonelang.driver.errors import InputError, TermsError
from milestonelang.driver.evaluate import Given, evaluate_terms
from milestonelang.driver.running import running
from milestonelang.driver.terms import Checked
from milestonelang.statement.model import Evaluation

LeftOut = tuple[tuple[Unknown, ...], tuple[Unknown, ...]]


@records.frozen(eq=False)
class Differences:
    """Everything that differs between two versions.

    *money* is None where no data was given; *left_out* is what the old and the new version do not
    know of it. *search* is None where money differs on the data, or nothing
    in the terms does.
    """

    old: Checked
    new: Checked
    terms: Comparison
    money: Money | None
    left_out: LeftOut
    search: Search | None

    @property
    def is_same(self) -> bool:
        """Whether the two are the same in their terms and pay the same."""
        return self.terms.is_same and (self.money is None or self.money.is_same)


def load_version(path: str) -> Checked:
    """Return the checked terms of a file or PDF; raises InputError where they have errors."""
    checked = load_checked(path)
    if checked.has_errors:
        found = (*checked.errors, problems.version_has_errors(path))
        raise InputError(found, checked.sources)
    return checked


def differences(
    old: Checked,
    new: Checked,
    given: Given | None = None,
    given_new: Given | None = None,
    runs: int = RUNS,
) -> Differences:
    """Return what differs; *given* is what both are computed on, *given_new* the new one alone.

    Where no data shows a difference in money, one is looked for in *runs* runs.
    """
    terms = compare(
        Version(old.require(), old.sources),
        Version(new.require(), new.sources),
        same_text=_texts(old) == _texts(new),
    )
    money: Money | None = None
    left_out: LeftOut = ((), ())
    if given is not None:
        money, left_out = _money(old, new, terms, given, given_new)
    needs_search = not terms.is_same and (money is None or money.is_same)
    found = _search(old, new, terms, runs) if needs_search else None
    return Differences(old, new, terms, money, left_out, found)


def _money(
    old: Checked, new: Checked, terms: Comparison, given: Given, given_new: Given | None
) -> tuple[Money, LeftOut]:
    """Compute both; files for the new version alone have its own names already."""
    before, after = (set(each.require().declarations) for each in (old, new))
    was = {later: name for name, later in terms.names.items()}
    with TemporaryDirectory() as folder:
        own, other = Path(folder) / "old", Path(folder) / "new"
        first = fitted(given, {}, frozenset(after - before - set(was)), own)
        gone = frozenset(before - after - set(terms.names))
        second = fitted(given, terms.names, gone, other) if given_new is None else Fitted(given_new)
        statements = _statement(old, first.given), _statement(new, second.given)
        return side_by_side(*statements, terms.names), (first.left_out, second.left_out)


def _texts(checked: Checked) -> tuple[str, tuple[tuple[str, str], ...]]:
    used = tuple((address, found.text) for address, found in checked.modules)
    return checked.terms.text, used


def _statement(checked: Checked, given: Given) -> Evaluation:
    try:
        return evaluate_terms(checked, given)
    except (InputError, TermsError) as error:
        found = [item for item in error.diagnostics if item.severity is Severity.ERROR]
        note = problems.does_not_fit(shown_name(checked))
        raise InputError((*found, note), error.sources) from error


def _search(old: Checked, new: Checked, terms: Comparison, runs: int) -> Search | None:
    """Look for data; None where amendments change what is not run."""
    try:
        versions = running(old), running(new)
    except InputError:
        return None
    return search(*versions, terms.names, runs)


def shown_name(checked: Checked) -> str:
    """Return how a version is called: the file that was named, also where it is a PDF."""
    attached = checked.terms.attached
    return checked.terms.name if attached is None else attached.path


def title_of(found: Differences) -> tuple[str, str]:
    """Return the names of both files, with their folders where the names are one."""
    names = [shown_name(each) for each in (found.old, found.new)]
    short = [Path(each).name for each in names]
    return (short[0], short[1]) if short[0] != short[1] else (names[0], names[1])


def data_names(found: Differences) -> Sequence[str]:
    """Return the names of the files that both were computed on."""
    if found.money is None:
        return []
    return list(dict.fromkeys(Path(name).name for name, _ in found.money.data))
