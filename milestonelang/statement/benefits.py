"""Benefits in words that a payment or a milestone grants, as a result names them."""

from milestonelang.agreement import declarations as decl
from milestonelang.agreement.versions import version_on
from milestonelang.statement.basis import Basis


def benefit_of(basis: Basis, name: str, index: int) -> str:
    """Return the words of the benefit that a declaration grants by its terms of a period."""
    declared = version_on(basis.agreement, name, basis.program.periods[index].start)
    assert isinstance(declared, decl.Payment | decl.Milestone)
    assert declared.grants is not None, "what is reported as granted is a benefit"
    parts = declared.grants.benefit
    return "".join(
        part if isinstance(part, str) else basis.words.title(part.name) for part in parts
    )
