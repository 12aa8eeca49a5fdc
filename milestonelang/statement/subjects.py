"""What a figure can be asked for by: `base_commission`, `base_commission.released`, a direction.

A name stands for its main value. After a point stands a part: a word of the result (`released`,
`entitled`, `carried`, `payable`), a stock (`holding`), `gross`, or the letter of a step.
"""

from milestonelang import ir
from milestonelang.statement.basis import Basis
from milestonelang.statement.steps import StepLines


def subjects_of(basis: Basis) -> dict[str, ir.ValueId]:
    """Return every figure that can be asked for, by its name."""
    program = basis.program
    found: dict[str, ir.ValueId] = {}
    for report in program.reports:
        found[f"{report.subject}.{report.what}"] = report.value
    for direction in program.directions:
        found[f"{direction.payer} to {direction.payee}"] = direction.payable
    words = StepLines(basis)
    for plan in program.payments:
        found[f"{plan.payment}.entitled"] = plan.entitled
        found[f"{plan.payment}.gross"] = plan.gross
        for what, id in plan.stocks:
            found[f"{plan.payment}.{what}"] = id
        for step in plan.steps:
            label = words.clause(step).rpartition("(")[2].rstrip(")")
            if label and step.rule != "rounded":
                found.setdefault(f"{plan.payment}.{label}", step.value)
    for plan_of in program.milestones:
        found[f"{plan_of.milestone}.day"] = plan_of.day
        if plan_of.entitled is not None:
            found[f"{plan_of.milestone}.entitled"] = plan_of.entitled
    for name, id in program.named.items():
        found[name] = id
        for suffix, part in ((" at the start", "start"), (" at the end", "end")):
            if name.endswith(suffix):
                balance = name.removesuffix(suffix)
                found[f"{balance}.{part}"] = id
                if part == "end":
                    found[balance] = id
    return found


def find_subject(basis: Basis, name: str) -> ir.ValueId | None:
    """Return the value that *name* asks for; underscores may stand for blanks in its part."""
    subjects = subjects_of(basis)
    wanted = " ".join(name.split())
    if wanted in subjects:
        return subjects[wanted]
    head, point, part = wanted.rpartition(".")
    return subjects.get(f"{head}{point}{part.replace('_', ' ')}")
