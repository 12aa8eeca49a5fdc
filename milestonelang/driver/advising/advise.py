"""Advise on terms: run every rule, leave out what was accepted, re-check each proposal.

In: checked terms, and data where there is some. Out: what each rule found, in the order of the
text, with a proposal only where the terms check with it and the rule has nothing more to say.
"""

from collections.abc import Iterable, Sequence

from milestonelang import records
from milestonelang.advice.model import Advice, After, Below, Change, Declared, Instead, Rule
from milestonelang.advice.rules import RULES
from milestonelang.agreement import declarations as decl
from milestonelang.diagnostics.diagnostic import Diagnostic, Severity
from milestonelang.driver.advising.facts import History, facts_of, history_of
from milestonelang.driver.evaluate import Given
from milestonelang.driver.terms import Checked, check_terms, from_text
from milestonelang.source import SourceFile, Span


@records.frozen
class Edit:
    """One part of a proposal: *where* in words, the lines to write, and the place they go to.

    What stands at *start* up to *end* of the file is replaced; both are the same where nothing is.
    """

    where: str
    lines: tuple[str, ...]
    start: int
    end: int
    text: str


@records.frozen
class Advised:
    """One finding, and what would answer it: re-checked, or nothing."""

    diagnostic: Diagnostic
    proposal: tuple[Edit, ...] = ()


@records.frozen(eq=False)
class Advices:
    """Everything that is advised. *accepted* are codes that the terms accept, with the reason."""

    found: tuple[Advised, ...]
    accepted: tuple[tuple[str, str, str], ...]

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing above advice."""
        return all(each.diagnostic.severity is Severity.ADVICE for each in self.found)


def advise_terms(checked: Checked, given: Given | None = None) -> Advices:
    """Return what the rules say of checked terms; raises TermsError and InputError."""
    has_data = given is not None and (given.data or given.rows)
    return advise_on(checked, history_of(checked, given) if given and has_data else {})


def advise_on(checked: Checked, history: History, rules: Sequence[Rule] = RULES) -> Advices:
    """Return what the rules say of terms and of past figures of their metrics."""
    agreement = checked.require()
    facts = facts_of(checked, history)
    found: list[Advised] = []
    accepted: list[tuple[str, str, str]] = []
    for rule in rules:
        for advice in rule(agreement, facts):
            waved = _accepted(agreement, advice.diagnostic)
            if waved is None:
                proposal = _proposal(checked, rule, advice, history)
                found.append(Advised(advice.diagnostic, proposal))
            elif waved not in accepted:
                accepted.append(waved)
    return Advices(tuple(sorted(found, key=_place)), tuple(accepted))


def _place(item: Advised) -> tuple[int, int, str]:
    label = item.diagnostic.label
    assert label is not None, "every advice has a place"
    return label.span.file, label.span.start, item.diagnostic.code


def _accepted(agreement: decl.Agreement, found: Diagnostic) -> tuple[str, str, str] | None:
    """Return the code, the declaration and the reason with which an advice was accepted."""
    assert found.label is not None, "every advice has a place"
    place = found.label.span
    for item in (agreement.contract, *agreement.declarations.values()):
        for code, reason in item.accepted:
            if code == found.code and _holds(item.span, place):
                return code, item.name, reason
    return None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.file == inner.file and outer.start <= inner.start and inner.end <= outer.end


# ---- proposals


def _proposal(checked: Checked, rule: Rule, advice: Advice, history: History) -> tuple[Edit, ...]:
    """Return the edits of an advice, or nothing where they do not answer it."""
    file = checked.sources.files[0]
    spans = [each.span for each in advice.changes if not isinstance(each, Declared)]
    if not advice.changes or any(span.file != file.id for span in spans):
        return ()
    edits = tuple(_edit(file, change) for change in advice.changes)
    again = check_terms(
        from_text(apply(file.text, edits), checked.terms.name, checked.terms.folder)
    )
    if again.has_errors:
        return ()
    changed = again.require()
    left = [item.diagnostic for item in rule(changed, facts_of(again, history))]
    same = (advice.diagnostic.code, advice.diagnostic.message)
    return () if any((each.code, each.message) == same for each in left) else edits


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits carried out."""
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edit(file: SourceFile, change: Change) -> Edit:
    match change:
        case Instead(span, words):
            line = file.line_and_column(span.start)[0]
            before = file.slice(span)
            where = f"in line {line}, in the place of `{before}`"
            return Edit(where, (words,), span.start, span.end, words)
        case After(span, lines):
            first = file.line_text(file.line_and_column(span.start)[0])
            return _below(file, span, lines, len(first) - len(first.lstrip()))
        case Below(span, lines):
            return _below(file, span, lines, 2)
        case Declared(text):
            end = len(file.text)
            gap = "\n" if file.text.endswith("\n") else "\n\n"
            lines = tuple(text.rstrip("\n").split("\n"))
            return Edit("at the end of the file", lines, end, end, gap + text.rstrip("\n") + "\n")


def _below(file: SourceFile, span: Span, lines: Iterable[str], indent: int) -> Edit:
    """Return lines put below the last line of a place that says something."""
    words = file.text[span.start : span.end].rstrip()
    line = file.line_and_column(span.start + max(len(words) - 1, 0))[0]
    at = file.line_starts[line] if line < len(file.line_starts) else len(file.text)
    indented = tuple(" " * indent + each for each in lines)
    start = "" if at == 0 or file.text[at - 1] == "\n" else "\n"
    text = start + "".join(f"{each}\n" for each in indented)
    return Edit(f"below line {line}", indented, at, at, text)
