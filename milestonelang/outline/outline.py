"""Lay an agreement out as a numbered tree of clauses, steps, tables, schedules and annexes.

In: an Agreement. Out: an `Outline`. This is the only place that decides what is printed where and
that gives numbers, so a clause, a statement line and an explanation of the same rule show the same
ones. Promised: the same agreement gives the same numbers; a step's letter is its position in its
pipeline; no line is left without a place. First a draft tree is built, then one pass numbers it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from milestonelang import records
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.agreement.rows import block_of, settlement_of
from milestonelang.outline import figures, life
from milestonelang.outline.draft import Draft, conditions, steps
from milestonelang.outline.places import Key, Kind, Outline, Place, Role
from milestonelang.outline.uses import nodes, uses

INLINE_POINTS = 3
ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")


def outline(agreement: d.Agreement, named: Callable[[str], str] = str) -> Outline:
    """Return the numbered tree of *agreement*.

    *named* gives what a language calls `Table 1`, `Schedule 1`, `Annex A` and `Index`.
    """
    clauses = [
        _term(agreement.contract),
        _calculation(agreement),
        *_payments(agreement),
        *life.clauses(agreement),
    ]
    parts = figures.parts(agreement, _scales_in_clauses(agreement))
    numbering = _Numbering(named)
    numbered = tuple(numbering.clause(draft, index + 1) for index, draft in enumerate(clauses))
    return Outline(numbered, tuple(numbering.parts(parts)), numbering.by_key)


def _shown_inline(table: n.Table) -> bool:
    return table.kind is n.TableKind.INTERPOLATED and len(table.points) <= INLINE_POINTS


def _term(contract: d.Contract) -> Draft:
    children = [Draft(Role.LENGTH, contract), Draft(Role.PERIODS), Draft(Role.CURRENCY)]
    if contract.renewal is not None:
        children.append(Draft(Role.RENEWAL, contract.renewal))
    return Draft(Role.TERM, children=children)


def _calculation(agreement: d.Agreement) -> Draft:
    used = uses(agreement)
    order = [Draft(Role.ORDER_STEPS)]
    if agreement.of_kind(d.Trigger) or _effects_of_duties(agreement):
        order.append(Draft(Role.ORDER_TRIGGERS))
    order.append(Draft(Role.ORDER_ROUNDING))
    if agreement.of_kind(d.Limit):
        order.append(Draft(Role.ORDER_LIMITS))
    if any(settlement_of(payment) for payment in agreement.of_kind(d.Payment)):
        order.append(Draft(Role.ORDER_SETTLEMENT))
    wanted = (
        (Role.SIDES, used.sides),
        (Role.MISSING, True),
        (Role.DAYS, True),
        (Role.PART_PERIODS, used.part_periods),
        (Role.NEGATIVE, used.owed_back or used.carried_negative),
        (Role.RUNNING_TOTALS, used.dated_running_totals),
        (Role.CONVERSION, used.conversion),
        (Role.OPPOSITE, used.both_directions or agreement.contract.opposite_amounts_set_off),
        (Role.INCLUDING, used.including),
    )
    return Draft(
        Role.CALCULATION,
        children=[
            Draft(Role.ORDER, children=order),
            Draft(Role.ROUNDING),
            *(Draft(role) for role, needed in wanted if needed),
        ],
    )


def _effects_of_duties(agreement: d.Agreement) -> bool:
    return any(duty.effects_if_overdue for duty in agreement.of_kind(d.Obligation))


def _payments(agreement: d.Agreement) -> Iterator[Draft]:
    placed: set[str] = set()
    for item in agreement.declarations.values():
        match item:
            case d.Payment():
                yield _payment(item, agreement, placed)
            case d.Limit():
                parts: list[Draft] = []
                for rule in item.rules:
                    parts.append(Draft(Role.MAXIMUM, rule))
                    parts += [Draft(Role.SHARING, rule)] if len(rule.payments) > 1 else []
                yield Draft(Role.LIMIT, item, parts)
            case d.Balance():
                yield _balance(item)
            case d.Split():
                yield _split(item)
            case _:
                continue


def _payment(payment: d.Payment, agreement: d.Agreement, placed: set[str]) -> Draft:
    tables, stated = _tables(payment, agreement, placed)
    children = [Draft(Role.DUTY_TO_PAY, payment)]
    if payment.steps:
        listed = list(steps(payment.steps, stated))
        children.append(Draft(Role.STEPS, payment, listed, tables))
    block = block_of(payment)
    if block is not None and block.settlement:
        children.append(Draft(Role.ROW_SHARES, payment))
    children.extend(draft for line in settlement_of(payment) for draft in _settlement(line))
    if payment.late_interest is not None:
        children.append(Draft(Role.LATE_INTEREST, payment.late_interest))
    general = agreement.contract.due
    if payment.due is not None and (general is None or payment.due.id != general.id):
        children.append(Draft(Role.DUE, payment.due))
    return Draft(Role.PAYMENT, payment, children)


def _tables(
    payment: d.Payment, agreement: d.Agreement, placed: set[str]
) -> tuple[list[Draft], dict[e.NodeId, list[d.Schedule]]]:
    """Return the tables of a payment's clause, and the schedules stated inside its steps."""
    tables: list[Draft] = []
    stated: dict[e.NodeId, list[d.Schedule]] = {}
    for line in _flat(payment.steps):
        if isinstance(line, n.On):
            tables.append(Draft(Role.TABLE, line.table))
        for name in scales(line):
            if name in placed:
                continue
            placed.add(name)
            scale = agreement.get(name, d.Schedule)
            if _shown_inline(scale.table):
                stated.setdefault(line.id, []).append(scale)
            else:
                tables.append(Draft(Role.TABLE, scale))
    return tables, stated


def scales(line: n.Step) -> list[str]:
    """Return the names of the schedules that a step applies, in the order of their first use."""
    found = (node.schedule for node in nodes(line) if isinstance(node, e.ApplySchedule))
    return list(dict.fromkeys(found))


def _scales_in_clauses(agreement: d.Agreement) -> set[str]:
    return {
        name
        for payment in agreement.of_kind(d.Payment)
        for line in _flat(payment.steps)
        for name in scales(line)
    }


def _flat(lines: Iterable[n.Step]) -> Iterator[n.Step]:
    for line in lines:
        if isinstance(line, n.ForEachRow):
            yield from _flat(line.steps)
        else:
            yield line


def _settlement(line: n.SettlementLine) -> Iterator[Draft]:
    match line:
        case n.HoldBack():
            items = [Draft(Role.RELEASE, part) for part in line.parts]
            items = items or [Draft(Role.RELEASE, line)]
            if line.forfeited_if is not None:
                listed = list(conditions(line.forfeited_if))
                items.append(Draft(Role.FORFEITURE, line, listed))
            yield Draft(Role.HOLDBACK, line, items)
        case n.Vests():
            items = []
            if line.nothing_before is not None:
                items.append(Draft(Role.WAITING, line))
            if line.condition is not None:
                listed = list(conditions(line.condition))
                items.append(Draft(Role.VESTING_CONDITION, line, listed))
            yield Draft(Role.VESTING, line, items)
        case n.ClawsBack():
            yield Draft(Role.TAKING_BACK, line, list(conditions(line.condition)))
            yield Draft(Role.RECOVERY, line)
        case _:
            assert_never(line)


def _balance(balance: d.Balance) -> Draft:
    children = [
        Draft(Role.OPENING, balance),
        Draft(Role.MOVEMENTS, balance, [Draft(Role.MOVEMENT, line) for line in balance.lines]),
        Draft(Role.BOUNDS, balance),
    ]
    if balance.expires_after is not None or balance.expires_on is not None:
        children.append(Draft(Role.EXPIRY, balance))
    return Draft(Role.BALANCE, balance, children)


def _split(split: d.Split) -> Draft:
    shares = [Draft(Role.SHARE, line) for line in split.lines]
    children = [Draft(Role.SHARES, split, shares)]
    if any(len(line.parties) > 1 for line in split.lines):
        children.append(Draft(Role.LEFTOVER, split))
    if any(line.window is not None for line in split.lines):
        children.append(Draft(Role.AFTER_TERM, split))
    if split.of:
        children.append(Draft(Role.SHARES_PAID, split))
    return Draft(Role.SPLIT, split, children)


# These speak of a node whose own place is another.
_ASIDE = (Role.RECOVERY, Role.EDGES)


class _Numbering:
    """The one pass that gives numbers; tables count through the whole document."""

    def __init__(self, named: Callable[[str], str]) -> None:
        self.named = named
        self.by_key: dict[Key, Place] = {}
        self.anchors: set[str] = set()
        self.tables = 0

    def clause(self, draft: Draft, index: int) -> Place:
        number = str(index)
        name = draft.subject.name if isinstance(draft.subject, d.Declared) else None
        anchor = f"part-{draft.role.value}" if name is None else f"clause-{name}"
        anchor = self._anchor(anchor)
        children = tuple(
            self._subclause(child, anchor, f"{number}.{position + 1}")
            for position, child in enumerate(draft.children)
        )
        return self._keep(
            draft, Place(Kind.CLAUSE, draft.role, anchor, number, number, draft.subject, children)
        )

    def _subclause(self, draft: Draft, above: str, number: str) -> Place:
        anchor = self._anchor(f"{above}.{draft.role.value}")
        place = Place(Kind.SUBCLAUSE, draft.role, anchor, number, number, draft.subject)
        below = self._items(draft, place, 0)
        tables = tuple(self._table(table) for table in draft.tables)
        return self._keep(draft, records.evolve(place, children=below, tables=tables))

    def _items(self, draft: Draft, above: Place, level: int) -> tuple[Place, ...]:
        """Number what stands below a place; *above* has its number and anchor already.

        A list of one is none: what would be its item stands in the sentence of the place above, and
        is found there. It keeps no letter, so what stands below it begins with the first letters.
        """
        if level > 1:
            return ()
        if len(draft.children) == 1:
            (only,) = draft.children
            place = records.evolve(
                above, role=only.role, label="", subject=only.subject, children=(), tables=()
            )
            below = self._items(only, place, level)
            return (self._keep(only, records.evolve(place, children=below)),)
        return tuple(
            self._item(child, above, position, level)
            for position, child in enumerate(draft.children)
        )

    def _item(self, draft: Draft, above: Place, position: int, level: int) -> Place:
        label = f"({_letter(position) if level == 0 else _roman(position + 1)})"
        step = draft.role in (Role.STEP, Role.BASE, Role.ROW_LINE)
        anchor = self._anchor(f"{above.anchor}.{draft.role.value}")
        place = Place(
            Kind.STEP if step else Kind.ITEM,
            draft.role,
            anchor,
            label,
            above.number + label,
            draft.subject,
        )
        below = self._items(draft, place, level + 1)
        return self._keep(draft, records.evolve(place, children=below))

    def _table(self, draft: Draft) -> Place:
        self.tables += 1
        label = self.named(f"Table {self.tables}")
        return self._keep(
            draft,
            Place(Kind.TABLE, draft.role, f"table-{self.tables}", label, label, draft.subject),
        )

    def parts(self, drafts: Iterable[Draft]) -> Iterator[Place]:
        """Number schedules 1, 2, 3, annexes A, B, C; the index has no number."""
        schedules = annexes = 0
        for draft in drafts:
            if draft.kind is Kind.SCHEDULE:
                schedules += 1
                label = f"Schedule {schedules}"
            elif draft.kind is Kind.ANNEX:
                label = f"Annex {chr(ord('A') + annexes)}"
                annexes += 1
            else:
                label = "Index"
            yield self._part(draft, label)

    def _part(self, draft: Draft, label: str) -> Place:
        anchor = self._anchor(label.lower().replace(" ", "-"))
        label = self.named(label)
        children = []
        for position, child in enumerate(draft.children):
            place = Place(
                Kind.PARAGRAPH,
                child.role,
                self._anchor(f"{anchor}.{position + 1}"),
                str(position + 1),
                f"{label}, {position + 1}",
                child.subject,
            )
            below = self._items(child, place, 0)
            tables = tuple(self._table(table) for table in child.tables)
            children.append(self._keep(child, records.evolve(place, children=below, tables=tables)))
        return self._keep(
            draft,
            Place(
                draft.kind,
                draft.role,
                anchor,
                label,
                label,
                draft.subject,
                tuple(children),
                tuple(self._table(table) for table in draft.tables),
            ),
        )

    def _keep(self, draft: Draft, place: Place) -> Place:
        # A place is kept after what is in it, and the outermost one answers for its node.
        own = place.node
        answers = place.kind is not Kind.TABLE and place.role not in _ASIDE
        if answers and own is not None:
            self.by_key[(own, None)] = place
        for key in ((own, None), (own, place.role), *draft.also):
            if key != (None, None):
                self.by_key.setdefault(key, place)
        return place

    def _anchor(self, wanted: str) -> str:
        anchor, count = wanted, 1
        while anchor in self.anchors:
            count += 1
            anchor = f"{wanted}-{count}"
        self.anchors.add(anchor)
        return anchor


def _letter(index: int) -> str:
    letter = chr(ord("a") + index % 26)
    return letter * (index // 26 + 1)


def _roman(number: int) -> str:
    return TENS[number // 10 % 10] + ROMAN[number % 10]
