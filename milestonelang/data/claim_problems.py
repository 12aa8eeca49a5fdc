"""What can be wrong with a row about an amount: a payment, a dispute, its result or an audit.

Whoever reads the row adds the file, the row and the column.
"""

from milestonelang.diagnostics.diagnostic import Diagnostic


def period_missing(name: str, kind: str, example: str) -> Diagnostic:
    """A row is about the amount of one period and does not say of which."""
    return Diagnostic(
        code="MS1150",
        message=f"the {kind} of `{name}` does not say of which period",
        help=f"write the period after the name, as in `{example}`",
    )


def no_period_there(name: str, label: str) -> Diagnostic:
    """A period stands after a name that has none."""
    return Diagnostic(
        code="MS1151",
        message=f"a payment for `{name}` is for no single period, and the row names `{label}`",
        help=f"write `{name}` alone, or name a payment or `PAYER to PAYEE` with its period",
    )


def computed_figure(name: str, kind: str) -> Diagnostic:
    """What is computed is disputed or audited in place of what it is computed from."""
    return Diagnostic(
        code="MS1152",
        message=f"`{name}` is computed, and a row of kind `{kind}` is about a reported figure",
        help="name a reported metric that it is computed from, or the payment that rests on it",
    )


def not_the_payer(name: str, by: str, payer: str) -> Diagnostic:
    """A payment is made by who does not owe it."""
    return Diagnostic(
        code="MS1153",
        message=f"`{name}` is paid by `{payer}`, not by `{by}`",
        help=f"write `{payer}` if they paid, or name what `{by}` owes",
    )


def not_audited(name: str) -> Diagnostic:
    """A figure is audited that no audit of the terms is about."""
    return Diagnostic(
        code="MS1154",
        message=f"no audit of the terms is of `{name}`",
        help=f"declare an `audit` of `{name}`, or leave the row out",
    )


def not_the_auditor(audit: str, by: str, auditor: str, by_party: bool) -> Diagnostic:
    """An audit is by somebody else than the terms say."""
    who = f"`{auditor}`" if by_party else f"{auditor}, who is no party"
    return Diagnostic(
        code="MS1155",
        message=f"`{audit}` is by {who}, not by `{by}`",
        help="write who carried out the audit" if not by_party else f"write `{auditor}`",
    )


def amount_missing(kind: str, what: str) -> Diagnostic:
    """A row says nothing without an amount."""
    return Diagnostic(
        code="MS1156",
        message=f"the {kind} has no amount",
        help=f"write {what} in the column `amount`",
    )


def nothing_paid(amount: str) -> Diagnostic:
    """A payment of nothing, or of less."""
    return Diagnostic(
        code="MS1156",
        message=f"a payment of {amount} pays nothing",
        help="write what was paid, as an amount above zero",
    )
