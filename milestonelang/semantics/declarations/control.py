"""Audits, disputes, reviews, exits and amendments: watching, ending and changing the agreement."""

from collections.abc import Mapping, Sequence

from milestonelang import types
from milestonelang.agreement import declarations, expressions as checked, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, due
from milestonelang.semantics.declarations.milestones import owes
from milestonelang.semantics.declarations.settlement import check_share
from milestonelang.semantics.declarations.showing import show_range
from milestonelang.semantics.expressions import check_condition, check_expression
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import (
    data as data_problems,
    life as problems,
    payments as payment_problems,
)
from milestonelang.semantics.scopes import DAY, PERIOD
from milestonelang.semantics.words import check_words
from milestonelang.syntax import ast
from milestonelang.types import Unit


def check_audit(checker: Checker, symbol: Symbol, node: ast.Audit) -> declarations.Audit | None:
    """Return who may look into which figures."""
    of = common.once(checker, node.lines, ast.AuditOf, "of")
    first = common.once(checker, node.lines, ast.TargetsRevisedFirst, "targets are revised")
    findings = tuple(_finding(checker, line) for line in common.all_of(node.lines, ast.IfVariance))
    if of is None:
        checker.report(problems.audit_of_nothing(node.name.span, symbol.name))
        return None
    by_party = isinstance(of.by, ast.Name)
    by = common.party(checker, of.by) if isinstance(of.by, ast.Name) else of.by.value
    if by_party and by is not None:
        _check_auditor(checker, of, by)
    if first is not None:
        findings += (_finding_of(checker, first, None, False, targets_first=True),)
    return declarations.Audit(
        **common.head(checker, symbol, node.lines),
        of=_audited(checker, of.metrics),
        every=Unit(of.each.value),
        by=by or "",
        by_party=by_party,
        notice=None,
        findings=findings,
    )


def _check_auditor(checker: Checker, of: ast.AuditOf, auditor: str) -> None:
    """Report a party that would audit its own report."""
    for ref in of.metrics:
        metric = checker.find(ref.text, ref.span.file)
        if metric is None or not isinstance(metric.node, ast.Metric):
            continue
        for line in common.all_of(metric.node.lines, ast.ReportedBy):
            reporter = checker.find(line.party.text, line.party.span.file)
            if reporter is not None and reporter.name == auditor:
                checker.report(problems.audits_itself(of.by.span, auditor, metric.name))


def _audited(checker: Checker, metrics: Sequence[ast.Ref]) -> tuple[str, ...]:
    found: list[str] = []
    for ref in metrics:
        symbol = checker.resolve(ref, Kind.METRIC)
        if symbol is None or not isinstance(symbol.node, ast.Metric):
            continue
        found.append(symbol.name)
    return tuple(found)


def _finding(checker: Checker, line: ast.IfVariance) -> declarations.Finding:
    threshold = check_expression(checker, line.threshold, PERIOD, types.Percent())
    includes = line.comparator is ast.Comparator.AT_LEAST
    if line.comparator not in (ast.Comparator.AT_LEAST, ast.Comparator.MORE):
        checker.report(problems.variance_side(line.span))
    return _finding_of(checker, line, threshold, includes, targets_first=False)


def _finding_of(
    checker: Checker,
    line: ast.IfVariance | ast.TargetsRevisedFirst,
    threshold: checked.Expr | None,
    includes: bool,
    targets_first: bool,
) -> declarations.Finding:
    bears: str | None = None
    duty: lines.Owes | None = None
    if isinstance(line, ast.IfVariance):
        match line.finding:
            case ast.BearsCost(party):
                bears = common.party(checker, party)
            case ast.Owes() as owed:
                duty = owes(checker, owed)
    return declarations.Finding(
        **common.spot(checker, line),
        more_than=threshold,
        includes=includes,
        bears_cost=bears,
        owes=duty,
        targets_first=targets_first,
    )


def check_dispute(
    checker: Checker, symbol: Symbol, node: ast.Dispute
) -> declarations.Dispute | None:
    """Return how a statement is disputed."""
    may = common.once(checker, node.lines, ast.MayDispute, "may dispute")
    escalates = common.once(checker, node.lines, ast.EscalatesTo, "escalates to")
    pays = common.once(checker, node.lines, ast.MeanwhilePays, "meanwhile pays")
    uses = common.once(checker, node.lines, ast.MeanwhileUses, "meanwhile uses")
    booked = common.once(checker, node.lines, ast.ResultBooked, "result booked")
    steps = _escalation(checker, escalates.steps) if escalates is not None else ()
    interest: checked.Expr | None = None
    if booked is not None and booked.interest is not None:
        interest = check_expression(checker, booked.interest, PERIOD, types.Percent())
    if may is None:
        checker.report(problems.nobody_disputes(node.name.span, symbol.name))
        return None
    within = due.check_plain_within(checker, may.within)
    return declarations.Dispute(
        **common.head(checker, symbol, node.lines),
        who=common.party(checker, may.party),
        of=(),
        count=within[0] if within is not None else 0,
        unit=within[1] if within is not None else Unit.DAY,
        escalation=steps,
        pays_undisputed=pays is not None,
        meanwhile=uses.figure.value.removeprefix("the ") if uses is not None else None,
        interest=interest,
    )


def _escalation(
    checker: Checker, steps: Sequence[ast.EscalationStep]
) -> tuple[declarations.EscalationStep, ...]:
    found: list[declarations.EscalationStep] = []
    for step in steps:
        counted = common.count_in_days(checker, step.duration)
        who = step.role.value if isinstance(step.role, ast.Text) else step.role.text
        if counted is not None:
            found.append(
                declarations.EscalationStep(
                    **common.spot(checker, step),
                    who=who.replace("_", " "),
                    count=counted[0],
                    unit=counted[1],
                )
            )
    return tuple(found)


def check_review(checker: Checker, symbol: Symbol, node: ast.Review) -> declarations.Review | None:
    """Return what the parties may change, and within which bounds."""
    each = common.once(checker, node.lines, ast.HeldEach, "each")
    changes: list[declarations.MayChange] = []
    for line in node.lines:
        match line:
            case ast.MayChange():
                change = _may_change(checker, line)
            case ast.MayRevise():
                change = _may_revise(checker, line)
            case _:
                continue
        if change is not None:
            changes.append(change)
    if not any(isinstance(line, ast.MayChange | ast.MayRevise) for line in node.lines):
        missing = "may change PARAMETER between … and …"
        checker.report(problems.review_of_nothing(node.name.span, symbol.name, missing))
    if each is None:
        checker.report(problems.review_of_nothing(node.name.span, symbol.name, "each year"))
        return None
    common.check_not_finer(checker, each.span, "a review is held each", Unit(each.each.value))
    return declarations.Review(
        **common.head(checker, symbol, node.lines),
        every=Unit(each.each.value),
        changes=tuple(changes),
    )


def _may_change(checker: Checker, line: ast.MayChange) -> declarations.MayChange | None:
    symbol = checker.resolve(line.parameter, Kind.PARAMETER)
    if symbol is None:
        return None
    signature = checker.signature(symbol)
    expected = None if isinstance(signature.type, types.Invalid) else signature.type
    low = check_expression(checker, line.low, PERIOD, expected)
    high = check_expression(checker, line.high, PERIOD, expected)
    least, most = constant_number(checker, low), constant_number(checker, high)
    if least is not None and most is not None:
        range = signature.range
        if least > most:
            checker.report(data_problems.range_upside_down(line.span))
        elif range is not None and (least < range.low or most > range.high):
            words = show_range(range.low, range.high, signature.type)
            checker.report(problems.outside_parameter(line.span, symbol.name, words))
    return declarations.MayChange(
        **common.spot(checker, line),
        parameter=symbol.name,
        low=low,
        high=high,
        baseline_of=None,
        at_most=None,
    )


def _may_revise(checker: Checker, line: ast.MayRevise) -> declarations.MayChange | None:
    symbol = checker.resolve(line.metric, Kind.METRIC)
    if symbol is None:
        return None
    signature = checker.signature(symbol)
    if not signature.has_baseline:
        checker.report(problems.no_baseline(line.metric.span, symbol.name))
    expected = None if isinstance(signature.type, types.Invalid) else signature.type
    if isinstance(line.at_most, ast.Percent) and not isinstance(expected, types.Percent):
        expected = types.Percent()
    return declarations.MayChange(
        **common.spot(checker, line),
        parameter=None,
        low=None,
        high=None,
        baseline_of=symbol.name,
        at_most=check_expression(checker, line.at_most, PERIOD, expected),
    )


# ---- exits


def check_exit(checker: Checker, symbol: Symbol, node: ast.Exit) -> declarations.Exit | None:
    """Return who may end the agreement, how, and what then becomes of what runs."""
    may = common.once(checker, node.lines, ast.MayTerminate, "may terminate")
    exercisable = common.once(checker, node.lines, ast.ExercisableWithin, "exercisable within")
    notice = common.once(checker, node.lines, ast.NoticeOf, "notice")
    curable = common.once(checker, node.lines, ast.Curable, "curable within")
    winds_down = common.once(checker, node.lines, ast.WindsDown, "winds down")
    if may is not None and may.condition is None and curable is not None:
        checker.report(problems.curable_convenience(curable.span))
    grounds = None
    if may is not None and may.condition is not None:
        grounds = check_condition(checker, may.condition, DAY)
    by_paying, cured_when = _cure(checker, curable)
    payments = tuple(
        _residual(checker, line.payment) for line in common.all_of(node.lines, ast.OnTermination)
    )
    wind_down = _wind_down(checker, winds_down) if winds_down is not None else None
    survives = _survives(checker, common.all_of(node.lines, ast.Survives))
    if may is None:
        checker.report(problems.nobody_may(node.name.span, symbol.name))
        return None
    ends_at = Unit(notice.ending_at.value) if notice is not None and notice.ending_at else None
    if ends_at is not None and notice is not None:
        common.check_not_finer(checker, notice.span, "it would end at the end of a", ends_at)
    return declarations.Exit(
        **common.head(checker, symbol, node.lines),
        who=common.party(checker, may.party),
        grounds=grounds,
        exercisable=due.check_plain_within(checker, exercisable.within) if exercisable else None,
        notice=common.count_in_days(checker, notice.duration) if notice else None,
        ends_at_period=ends_at,
        curable=due.check_plain_within(checker, curable.within) if curable else None,
        cured_by_paying=by_paying,
        cured_when=cured_when,
        payments=payments,
        wind_down=wind_down,
        survives=survives,
    )


def _cure(
    checker: Checker, curable: ast.Curable | None
) -> tuple[checked.Expr | None, checked.Expr | None]:
    if curable is None:
        return None, None
    currency = checker.facts.currency
    expected = types.Money(currency) if currency is not None else None
    paying = curable.by_paying
    return (
        check_expression(checker, paying, PERIOD, expected) if paying is not None else None,
        check_condition(checker, curable.when, DAY) if curable.when is not None else None,
    )


def _residual(checker: Checker, node: ast.PaysAmount) -> declarations.ResidualPayment:
    if node.payer.text == node.payee.text:
        checker.report(payment_problems.pays_itself(node.payee.span, node.payee.text))
    share: checked.Expr | None = None
    of_payment: str | None = None
    value: checked.Expr | None = None
    if isinstance(node.amount, ast.ShareOf) and isinstance(node.amount.whole, ast.Ref):
        whole = checker.find(node.amount.whole.text, node.amount.whole.span.file)
        if whole is not None and whole.kind is Kind.PAYMENT:
            share = check_share(checker, node.amount.share, PERIOD, "what goes on")
            of_payment = whole.name
            if isinstance(_granted(whole), ast.Text):
                checker.report(problems.benefit_shared(node.amount.span, whole.name))
    elif isinstance(node.amount, ast.Ref):
        whole = checker.find(node.amount.text, node.amount.span.file)
        if whole is not None and _granted(whole) is not None:
            of_payment = whole.name
    if of_payment is None:
        currency = checker.facts.currency
        expected = types.Money(currency) if currency is not None else None
        value = check_expression(checker, node.amount, PERIOD, expected)
    return declarations.ResidualPayment(
        **common.spot(checker, node),
        payer=common.party(checker, node.payer) or "",
        payee=common.party(checker, node.payee) or "",
        share=share,
        of_payment=of_payment,
        value=value,
    )


def _granted(symbol: Symbol) -> ast.Name | ast.Text | None:
    """Return what a payment grants instead of money, or None."""
    if not isinstance(symbol.node, ast.Payment):
        return None
    found = common.all_of(symbol.node.lines, ast.GrantsEach)
    return found[0].granted if found else None


def _wind_down(checker: Checker, node: ast.WindsDown) -> declarations.WindDown:
    count: int | None = None
    unit: Unit | None = None
    if node.over is not None:
        # Counted in periods from the end of one, so that no month end is in question.
        counted = common.count_of_time(checker, node.over)
        if counted is not None:
            count, unit = counted
    until = common.fixed_day(checker, node.until, "the last day") if node.until else None
    if until is not None and checker.facts.is_complete and until < checker.facts.start:
        checker.report(problems.winds_down_past(node.span))
    return declarations.WindDown(
        **common.spot(checker, node),
        count=count,
        unit=unit,
        until=until,
        lines=_wind_down_lines(checker, node.lines),
    )


def _wind_down_lines(
    checker: Checker, body: Sequence[ast.WindDownLine]
) -> tuple[declarations.WindDownLine, ...]:
    found: list[declarations.WindDownLine] = []
    for line in body:
        match line:
            case ast.PaysAmount():
                found.append(_residual(checker, line))
            case ast.OnExit():
                fate = _fate(checker, line)
                if fate is not None:
                    found.append(fate)
            case ast.PassTo(assets, party):
                found.append(
                    declarations.Passes(
                        **common.spot(checker, line),
                        what=check_words(checker, assets),
                        to=common.party(checker, party) or "",
                    )
                )
            case ast.Continues(party, service, duration):
                counted = common.count_in_days(checker, duration)
                found.append(
                    declarations.Continues(
                        **common.spot(checker, line),
                        party=common.party(checker, party) or "",
                        what=check_words(checker, service),
                        count=counted[0] if counted else 0,
                        unit=counted[1] if counted else Unit.DAY,
                    )
                )
            case _:
                pass
    return tuple(found)


_FATES = {
    ast.Portion.HELD: (ast.Fate.RELEASED, ast.Fate.FORFEITED),
    ast.Portion.UNVESTED: (ast.Fate.VESTED, ast.Fate.FORFEITED),
    ast.Portion.ACCRUED: (ast.Fate.FORFEITED,),
}
_MADE_BY: dict[ast.Portion, tuple[type[ast.Node], str]] = {
    ast.Portion.HELD: (ast.HoldBack, "hold back 10%, released after 2 quarters"),
    ast.Portion.UNVESTED: (ast.Vests, "vests over 4 quarters"),
}


def _fate(checker: Checker, line: ast.OnExit) -> declarations.Fate | None:
    symbol = checker.resolve(line.payment, Kind.PAYMENT)
    if symbol is None or not isinstance(symbol.node, ast.Payment):
        return None
    if line.fate not in _FATES.get(line.portion, ()):
        checker.report(problems.fate_unfit(line.span, line.portion.value, line.fate.value))
    made_by = _MADE_BY.get(line.portion)
    if made_by is not None:
        kind, example = made_by
        if not any(isinstance(part, kind) for part in ast.walk(symbol.node)):
            checker.report(
                problems.portion_missing(line.span, symbol.name, line.portion.value, example)
            )
    return declarations.Fate(
        **common.spot(checker, line),
        payment=symbol.name,
        portion=line.portion.value,
        fate=line.fate.value,
    )


def _survives(checker: Checker, found: Sequence[ast.Survives]) -> tuple[str, ...]:
    names: list[str] = []
    for line in found:
        for ref in line.clauses:
            symbol = checker.find(ref.text, ref.span.file)
            if symbol is None:
                checker.report_unknown(ref, Kind.CLAUSE)
            elif symbol.kind in (Kind.CLAUSE, Kind.DISPUTE, Kind.AUDIT):
                names.append(symbol.name)
            else:
                checker.report(problems.not_survivable(ref.span, ref.text))
    return tuple(names)


def check_exits_together(checker: Checker, found: Mapping[str, declarations.Declaration]) -> None:
    """Report amounts that an exit leaves open, and figures of a wind-down that there is not."""
    exits = [item for item in found.values() if isinstance(item, declarations.Exit)]
    winding = [item for item in exits if item.wind_down is not None]
    for item in found.values():
        if isinstance(item, declarations.Metric) and item.only_during_wind_down and not winding:
            checker.report(problems.no_wind_down(item.span, item.name))
        if not isinstance(item, declarations.Payment):
            continue
        for exit in winding:
            assert exit.wind_down is not None
            settled = {
                (line.payment, line.portion)
                for line in exit.wind_down.lines
                if isinstance(line, declarations.Fate)
            }
            for portion in _open_portions(item):
                if (item.name, portion) not in settled:
                    checker.report(
                        problems.held_left_open(exit.span, exit.name, item.name, portion)
                    )


def _open_portions(payment: declarations.Payment) -> tuple[str, ...]:
    settlement = settlement_of(payment)
    held = any(isinstance(line, lines.HoldBack) for line in settlement)
    vests = any(isinstance(line, lines.Vests) for line in settlement)
    return ("held",) * held + ("unvested",) * vests
