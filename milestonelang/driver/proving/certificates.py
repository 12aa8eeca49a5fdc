"""Certificates: what was proved of which terms, by which solver, for whoever wants to run it again.

In: a proof, or a file. Out: JSON with the verdicts, the assumptions, the solver, the budget and the
SHA-256 of every file of the terms. Promised: a certificate speaks for terms only where every hash
is theirs; two proofs of the same terms with the same budget give the same verdicts.
"""

import json
from pathlib import Path
from typing import Any

from milestonelang.agreement import declarations as decl
from milestonelang.backends.proof.model import Outcome
from milestonelang.driver.errors import InputError, MilestoneError, TermsError, reason_of
from milestonelang.driver.output import certificate_beside, write_file
from milestonelang.driver.proving import problems as prove_problems
from milestonelang.driver.proving.proofs import guarantees_of
from milestonelang.driver.proving.prove import Proof
from milestonelang.driver.proving.text import WORDS, as_data, sources_data
from milestonelang.driver.proving.versions import files_of, versions_of
from milestonelang.driver.terms import LARGEST, Checked


def write_certificate(proof: Proof, path: str | Path) -> None:
    """Write the certificate of a proof."""
    text = json.dumps(as_data(proof, cases=False), indent=2, ensure_ascii=False) + "\n"
    write_file(str(path), text.encode("utf-8"))


def compare_certificate(proof: Proof, path: str | Path) -> tuple[str, ...]:
    """Return how a certificate differs from what was found; raises InputError."""
    given, found = read_certificate(path), as_data(proof, cases=False)
    differences = list(_other_files(given.get("sources"), found["sources"]))
    differences += [
        f"{what}: the certificate has {_short(given.get(what))}, found {_short(found[what])}"
        for what in ("assumed", "solver", "budget")
        if given.get(what) != found[what]
    ]
    before, after = _verdicts(given), _verdicts(found)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            said = before.get(name, "nothing")
            differences.append(f"`{name}`: the certificate has {said}, found {after.get(name)}")
    return tuple(differences)


def read_certificate(path: str | Path) -> dict[str, Any]:
    """Return a certificate as data; raises InputError where it is none."""
    name = str(path)
    try:
        with Path(path).open("rb") as opened:
            content = opened.read(LARGEST + 1)
        found = json.loads(content.decode("utf-8"))
    except FileNotFoundError as error:
        reason = "there is no such file"
        raise InputError([prove_problems.certificate_unreadable(name, reason)]) from error
    except OSError as error:
        reason = reason_of(error)
        raise InputError([prove_problems.certificate_unreadable(name, reason)]) from error
    except (ValueError, RecursionError) as error:
        reason = "it is not JSON"
        raise InputError([prove_problems.certificate_unreadable(name, reason)]) from error
    if not isinstance(found, dict) or not isinstance(found.get("guarantees"), list):
        reason = "it has no list of guarantees"
        raise InputError([prove_problems.certificate_unreadable(name, reason)])
    return found


def certified(checked: Checked) -> dict[str, Outcome] | None:
    """Return the verdicts that a certificate beside the terms vouches for.

    None where there is none, or it is of other terms. Raises InputError where it cannot be read.
    """
    path = certificate_beside(checked.terms.name)
    if not path.is_file():
        return None
    found = read_certificate(path)
    try:
        files = files_of(checked.require(), versions_of(checked))
    except MilestoneError:
        return None  # what the guarantees compare with is not there, or is no more what it was
    if _other_files(found.get("sources"), sources_data(files)):
        return None
    outcomes = {words: outcome for outcome, words in WORDS.items()}
    return {name: outcomes[word] for name, word in _verdicts(found).items() if word in outcomes}


def require_final(checked: Checked) -> None:
    """Raise TermsError where terms are not ready to be signed."""
    agreement = checked.require()
    reasons = [
        f"`{event.name}` is decided by `{event.decided_by}`, and nothing says what holds if no "
        "decision comes"
        for event in agreement.of_kind(decl.Event)
        if event.decided_by is not None and event.otherwise is None
    ]
    wanted = [item.name for item in guarantees_of(agreement)]
    if wanted:
        path = certificate_beside(checked.terms.name)
        known = certified(checked)
        if known is None:
            old = "is of other terms" if path.is_file() else "is missing"
            reasons.append(
                f"the certificate `{path.name}` {old}: run `milestone prove "
                f"{Path(checked.terms.name).name} --certificate {path.name}`"
            )
        else:
            reasons += [
                f"the guarantee `{name}` is violated"
                for name in wanted
                if known.get(name) is Outcome.VIOLATED
            ]
            reasons += [
                f"the certificate says nothing of the guarantee `{name}`"
                for name in wanted
                if name not in known
            ]
    if reasons:
        raise TermsError([prove_problems.not_final(reasons)], checked.sources)


def _other_files(given: object, found: object) -> tuple[str, ...]:
    """Return which files are not those of a certificate.

    The first is the terms themselves: whoever has them may have given the file another name.
    """
    before, after = _hashes(given), _hashes(found)
    return tuple(
        f"{name or 'the terms'}: the certificate is of {_fingerprint(before.get(name))}, "
        f"found {_fingerprint(after.get(name))}"
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    )


def _hashes(sources: object) -> dict[str, str]:
    """Return the hash of each file by its name, of the terms themselves by none."""
    if not isinstance(sources, list):
        return {}
    return {
        str(each.get("file")) if position else "": str(each.get("sha256"))
        for position, each in enumerate(sources)
        if isinstance(each, dict)
    }


def _fingerprint(digest: str | None) -> str:
    return "no such file" if digest is None else f"SHA-256 {digest[:16]}…"


def _verdicts(data: dict[str, Any]) -> dict[str, str]:
    """Return each guarantee's verdict, as far as the data has them."""
    return {
        str(each.get("guarantee")): str(each.get("verdict"))
        for each in data["guarantees"]
        if isinstance(each, dict)
    }


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"
