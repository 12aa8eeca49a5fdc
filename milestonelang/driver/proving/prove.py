"""Prove the guarantees of checked terms: decided in a process of its own, put into words here.

In: checked terms, how much work may be done. Out: a `Proof`: a verdict for each guarantee with the
case that violates it, what was assumed, by which solver. Promised: what the process does not answer
in time, or within its memory, is undecided and says so; it takes nothing from what comes after it.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer
from typing import IO

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Finding, Outcome
from milestonelang.backends.proof.prove import Effort
from milestonelang.backends.proof.solver import solver_name
from milestonelang.driver.errors import InputError, TermsError
from milestonelang.driver.proving import problems as prove_problems
from milestonelang.driver.proving.cases import Shown, show_case
from milestonelang.driver.proving.proofs import Decided, decide_all, guarantees_of
from milestonelang.driver.proving.versions import Versions, files_of, versions_of
from milestonelang.driver.running import running
from milestonelang.driver.terms import Checked
from milestonelang.version import VERSION

SECONDS = 120  # a property, for each unit of the budget, should a count of steps not be enough

_WEIGHT = (Outcome.PROVED, Outcome.PROVED_FOR_TERM, Outcome.UNDECIDED, Outcome.VIOLATED)


@records.frozen(eq=False)
class PropertyVerdict:
    """One property: its words, what is known of it, and how. *shown* is the case, in figures."""

    words: str
    outcome: Outcome
    how: str
    shown: Shown | None = None


@records.frozen(eq=False)
class GuaranteeVerdict:
    """One guarantee: the gravest of its properties counts."""

    name: str
    title: str
    outcome: Outcome
    properties: tuple[PropertyVerdict, ...]


@records.frozen(eq=False)
class Proof:
    """What was found of terms. *sources* are files and the SHA-256 of each."""

    guarantees: tuple[GuaranteeVerdict, ...]
    assumed: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    budget: int
    tool: str
    solver: str

    @property
    def is_proved(self) -> bool:
        """Whether every guarantee holds."""
        held = (Outcome.PROVED, Outcome.PROVED_FOR_TERM)
        return all(each.outcome in held for each in self.guarantees)


def prove_terms(checked: Checked, effort: Effort, apart: bool = True) -> Proof:
    """Return what is known of the guarantees; *apart* decides them in a process of its own.

    Raises TermsError where the terms have errors or an assumption is none that narrows figures, and
    InputError where there is nothing to prove, or no solver to prove it with.
    """
    agreement = running(checked)
    guarantees = guarantees_of(agreement)
    if not guarantees:
        raise InputError([prove_problems.nothing_to_prove()], checked.sources)
    solver = _solver(checked)
    _check_assumptions(agreement, checked)
    versions = versions_of(checked)
    decided = (
        _decided_apart(agreement, versions, effort)
        if apart
        else decide_all(agreement, effort, versions=versions)
    )
    found = {(each.guarantee, each.position): each.finding for each in decided}
    return Proof(
        guarantees=tuple(
            _verdict(checked, versions, guarantee, found, effort) for guarantee in guarantees
        ),
        assumed=_assumptions(agreement),
        sources=files_of(agreement, versions),
        budget=effort.budget,
        tool=f"milestonelang {VERSION}",
        solver=solver,
    )


def _solver(checked: Checked) -> str:
    found = solver_name()
    if found is None:
        raise InputError([prove_problems.no_solver()], checked.sources)
    return found


def _check_assumptions(agreement: decl.Agreement, checked: Checked) -> None:
    for item in agreement.of_kind(decl.Guarantee):
        if item.claim is not decl.Claim.ASSUME:
            continue
        for each in item.properties:
            if each.condition is None and not (
                " by from " in each.form and each.form.startswith("amount")
            ):
                raise TermsError(
                    [prove_problems.cannot_assume(each.span, item.name)], checked.sources
                )


def _assumptions(agreement: decl.Agreement) -> tuple[str, ...]:
    return tuple(
        each.words
        for item in agreement.of_kind(decl.Guarantee)
        if item.claim is decl.Claim.ASSUME
        for each in item.properties
    )


def _verdict(
    checked: Checked,
    versions: Versions,
    guarantee: decl.Guarantee,
    found: dict[tuple[str, int], Finding],
    effort: Effort,
) -> GuaranteeVerdict:
    unanswered = Finding(
        Outcome.UNDECIDED,
        f"the solver was stopped after {SECONDS * effort.budget} seconds or ran out of memory",
    )
    verdicts = []
    for position, item in enumerate(guarantee.properties):
        finding = found.get((guarantee.name, position), unanswered)
        shown = None
        if finding.case is not None:
            version = versions.get((guarantee.name, position))
            shown = show_case(checked, guarantee, position, finding.case, version)
        verdicts.append(PropertyVerdict(item.words, finding.outcome, finding.how, shown))
    gravest = max((each.outcome for each in verdicts), key=_WEIGHT.index)
    return GuaranteeVerdict(guarantee.name, guarantee.title, gravest, tuple(verdicts))


# ---- the process


def _decided_apart(
    agreement: decl.Agreement, versions: Versions, effort: Effort
) -> Iterator[Decided]:
    """Yield what is found; a property at which the process ends is passed over, and so on."""
    count = sum(len(each.properties) for each in guarantees_of(agreement))
    begin = 0
    while begin < count:
        for decided in _from((agreement, effort, begin, versions)):
            begin += 1
            yield decided
        begin += 1


def _from(asked: tuple[decl.Agreement, Effort, int, Versions]) -> Iterator[Decided]:
    command = [sys.executable, "-m", "milestonelang.driver.proving.child"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        try:
            _send(child.stdin, asked)
            while (found := _next(child, SECONDS * asked[1].budget)) is not None:
                yield found
        finally:
            child.kill()


def _send(stream: IO[bytes], what: object) -> None:
    try:
        pickle.dump(what, stream)
        stream.close()
    except BrokenPipeError:
        return  # it ended before it began; then nothing is answered


def _next(child: subprocess.Popen[bytes], seconds: float) -> Decided | None:
    """Return the next finding, None where none comes in time."""
    assert child.stdout is not None
    stop = Timer(seconds, child.kill)
    stop.start()
    try:
        found = pickle.load(child.stdout)
    except (EOFError, pickle.UnpicklingError):
        return None
    finally:
        stop.cancel()
    assert isinstance(found, Decided)
    return found
