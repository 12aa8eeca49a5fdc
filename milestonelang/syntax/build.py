"""Turn the parse tree into the abstract syntax tree. Lark's names of rules end here.

Most rules say with their children, in order, exactly what a node's fields are: `_NODES` names the
node. In `_BLOCKS` the children after the first few are one field, `_CHOICES` are words, and every
other rule has a function in `build_expressions`, `build_lines` or `build_declarations`. Promised:
every tree that the parser makes becomes a module, and what the grammar cannot refuse (a number that
must be whole, a row with too few cells) is reported here.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.source import SourceFile
from milestonelang.syntax import ast, build_declarations, build_expressions, build_lines, problems
from milestonelang.syntax.builder import Builder, Make, block_of, fields_of, words
from milestonelang.syntax.lost import find_lost
from milestonelang.syntax.tree import Child, Tree

MAX_DEPTH: Final = 100


def build_module(
    file: SourceFile,
    tree: Tree,
    comments: tuple[ast.Comment, ...],
    sink: Sink,
) -> ast.Module:
    """Return the module that *tree* and *comments* make up."""
    builder = Builder(file, sink, _MAKERS)
    declarations = builder.values(_shallow(builder, tree))
    build_declarations.refuse_reserved_names(declarations, sink)
    return ast.Module(file.id, declarations, comments, find_lost(file, sink.found))


def _shallow(builder: Builder, tree: Tree) -> tuple[Child, ...]:
    """Return the declarations that are not nested too deeply, and report the others.

    A long sum is as deep as it is long. Whoever goes through a node recurses, so the depth is
    bounded here, once, and without recursion.
    """
    kept: list[Child] = []
    for declaration in tree.children:
        pending: list[tuple[Child, int]] = [(declaration, 1)]
        while pending:
            child, depth = pending.pop()
            if not isinstance(child, Tree):
                continue
            if depth > MAX_DEPTH:
                builder.sink.report(problems.nested_too_deeply(builder.span(child), MAX_DEPTH))
                break
            pending.extend((inner, depth + 1) for inner in child.children)
        else:
            kept.append(declaration)
    return tuple(kept)


def _choice_of(kind: type[Enum], pattern: str) -> Make:
    return lambda _, tree: kind(pattern.format(words(tree)))


def _time_unit(_: Builder, tree: Tree) -> ast.TimeUnit:
    return ast.TimeUnit(words(tree).removesuffix("s"))


def _aggregation(_: Builder, tree: Tree) -> ast.Aggregation:
    return ast.Aggregation(words(tree).removesuffix(" of"))


_NODES: Final[dict[str, Callable[..., Any]]] = {
    "accept": ast.Accept,
    "achieved_when": ast.AchievedWhen,
    "adds": ast.Adds,
    "adds_to": ast.AddsTo,
    "adds_up_to": ast.AddsUpTo,
    "adjusted": ast.Adjusted,
    "after": ast.After,
    "agreed_by": ast.AgreedBy,
    "always": ast.Always,
    "amount": ast.Amount,
    "appears_in": ast.AppearsIn,
    "as_under": ast.AsUnder,
    "at_any_time": ast.AtAnyTime,
    "at_least": ast.AtLeast,
    "at_most": ast.AtMost,
    "audited": ast.Audited,
    "balance_at_most": ast.BalanceAtMost,
    "based_on": ast.BasedOn,
    "baseline": ast.Baseline,
    "baseline_is": ast.BaselineIs,
    "bears_cost": ast.BearsCost,
    "because": ast.Because,
    "becomes": ast.Becomes,
    "before_date": ast.BeforeDate,
    "below_zero": ast.BelowZero,
    "between_dates": ast.BetweenDates,
    "bounded": ast.Bounded,
    "business_days_in": ast.BusinessDaysIn,
    "by_date": ast.ByDate,
    "call": ast.Call,
    "can": ast.Can,
    "can_be_achieved": ast.CanBeAchieved,
    "carried_forward": ast.CarriedForward,
    "change_from_baseline": ast.ChangeFromBaseline,
    "clause_text": ast.ClauseText,
    "claws_back": ast.ClawsBack,
    "claws_back_amount": ast.ClawsBackAmount,
    "compounded": ast.Compounded,
    "computed_as": ast.ComputedAs,
    "consecutive": ast.Consecutive,
    "continues": ast.Continues,
    "converted": ast.Converted,
    "count_type": ast.CountType,
    "dated_by": ast.DatedBy,
    "days_between": ast.DaysBetween,
    "described_as": ast.DescribedAs,
    "divided_by": ast.DividedBy,
    "due": ast.Due,
    "due_dates_roll": ast.DueDatesRoll,
    "duration_type": ast.DurationType,
    "earlier": ast.Earlier,
    "edge": ast.Edge,
    "effective": ast.Effective,
    "effective_from": ast.EffectiveFrom,
    "end_balance": ast.EndBalance,
    "ends_when": ast.EndsWhen,
    "escalation_step": ast.EscalationStep,
    "event_amount": ast.EventAmount,
    "event_date": ast.EventDate,
    "every": ast.Every,
    "evidenced_by": ast.EvidencedBy,
    "excess": ast.Excess,
    "exercisable_within": ast.ExercisableWithin,
    "expires_after": ast.ExpiresAfter,
    "expires_on": ast.ExpiresOn,
    "extended_by": ast.ExtendedBy,
    "first_after": ast.FirstAfter,
    "first_of": ast.FirstOf,
    "forfeiture": ast.Forfeiture,
    "from_date": ast.FromDate,
    "from_next_period": ast.FromNextPeriod,
    "full_between": ast.FullBetween,
    "grants_each": ast.GrantsEach,
    "grants_once": ast.GrantsOnce,
    "growth": ast.Growth,
    "held_each": ast.HeldEach,
    "hold_back": ast.HoldBack,
    "if_missed": ast.IfMissed,
    "if_otherwise": ast.IfOtherwise,
    "if_overdue": ast.IfOverdue,
    "if_skipped": ast.IfSkipped,
    "if_variance": ast.IfVariance,
    "in_force": ast.InForce,
    "in_month": ast.InMonth,
    "in_place": ast.InPlace,
    "into": ast.Into,
    "kept_by": ast.KeptBy,
    "lasts_at_most": ast.LastsAtMost,
    "law": ast.Law,
    "less": ast.Less,
    "less_from": ast.LessFrom,
    "may_change": ast.MayChange,
    "may_dispute": ast.MayDispute,
    "may_fall_below_zero": ast.MayFallBelowZero,
    "may_revise": ast.MayRevise,
    "may_terminate_then": ast.MayTerminateThen,
    "may_terminate_when": ast.MayTerminate,
    "means": ast.Means,
    "meanwhile_pays": ast.MeanwhilePays,
    "meanwhile_uses": ast.MeanwhileUses,
    "money_type": ast.MoneyType,
    "monotone": ast.Monotone,
    "month_ends_roll": ast.MonthEndsRoll,
    "moves_by": ast.MovesBy,
    "named_rate": ast.NamedRate,
    "negate": ast.Negate,
    "negation": ast.Not,
    "no_gap": ast.NoGap,
    "no_split_gain": ast.NoSplitGain,
    "no_timing_gain": ast.NoTimingGain,
    "not_prorated": ast.NotProrated,
    "nothing_stranded": ast.NothingStranded,
    "notice_of": ast.NoticeOf,
    "notices_received": ast.NoticesReceived,
    "number_of": ast.NumberOf,
    "on_exit": ast.OnExit,
    "on_start": ast.OnStart,
    "on_termination": ast.OnTermination,
    "only_if": ast.OnlyIf,
    "only_wind_down": ast.OnlyWindDown,
    "opens_at": ast.OpensAt,
    "opposite_set_off": ast.OppositeSetOff,
    "otherwise_holds": ast.OtherwiseHolds,
    "owes": ast.Owes,
    "owes_each": ast.OwesEach,
    "owes_when": ast.OwesWhen,
    "party_share": ast.PartyShare,
    "party_weight": ast.PartyShare,
    "pass_to": ast.PassTo,
    "pays_amount": ast.PaysAmount,
    "pays_each": ast.PaysEach,
    "plus": ast.Plus,
    "plus_from": ast.PlusFrom,
    "point": ast.Point,
    "portion_value": ast.PortionOf,
    "prorated": ast.Prorated,
    "prorated_by_days": ast.ProratedByDays,
    "range": ast.Range,
    "released_after": ast.ReleasedAfter,
    "released_in_parts": ast.ReleasedInParts,
    "released_when": ast.ReleasedWhen,
    "remainder": ast.Remainder,
    "renewed": ast.Renewed,
    "replaces": ast.Replaces,
    "reported_by": ast.ReportedBy,
    "requires": ast.Requires,
    "rest_to": ast.RestTo,
    "restated_for": ast.RestatedFor,
    "restating": ast.Restating,
    "result_booked": ast.ResultBooked,
    "rolls_up": ast.RollsUp,
    "rounded": ast.Rounded,
    "rounded_line": ast.RoundedTo,
    "settled": ast.Settled,
    "share_of": ast.ShareOf,
    "shifted_by": ast.Shifted,
    "shown_at_edges": ast.ShownAtEdges,
    "split_of": ast.SplitOf,
    "split_share": ast.SplitShare,
    "starts_when": ast.StartsWhen,
    "statement": ast.Statement,
    "takes": ast.Takes,
    "targets_revised_first": ast.TargetsRevisedFirst,
    "times": ast.Times,
    "times_in_window": ast.TimesInWindow,
    "to_date": ast.ToDate,
    "total_of": ast.TotalOf,
    "total_paid": ast.TotalPaid,
    "unknown": ast.Unknown,
    "until_then": ast.UntilThen,
    "version": ast.Version,
    "vesting_condition": ast.VestingCondition,
    "vests": ast.Vests,
    "within": ast.Within,
    "word_type": ast.PlainType,
    "titled": ast.Titled,
    "years_start": ast.YearsStart,
}
"""Rules whose children are the fields of a node, in order."""

_BLOCKS: Final[dict[str, tuple[Callable[..., Any], int]]] = {
    "by_name": (ast.ByName, 0),
    "banded": (ast.Banded, 2),
    "choice_type": (ast.ChoiceType, 0),
    "core": (ast.Core, 0),
    "escalates_to": (ast.EscalatesTo, 0),
    "extreme_of": (ast.Extreme, 1),
    "for_each_row": (ast.ForEachRow, 3),
    "for_every": (ast.ForEvery, 0),
    "interpolated": (ast.Interpolated, 2),
    "is_one_of": (ast.IsOneOf, 1),
    "on": (ast.On, 2),
    "ordered_by": (ast.OrderedBy, 0),
    "removes": (ast.Removes, 0),
    "setting": (ast.Setting, 1),
    "survives": (ast.Survives, 0),
    "suspended": (ast.Suspended, 0),
    "deferred_until_end": (ast.DeferredUntilEnd, 0),
}
"""Rules whose children after the first few are one field."""

_CHOICES: Final[dict[str, tuple[type[Enum], str]]] = {
    "ability": (ast.Ability, "{}"),
    "accumulation": (ast.Accumulation, "{}"),
    "amount_below_zero": (ast.AmountBelowZero, "{}"),
    "assurance": (ast.Assurance, "{}"),
    "band_edge": (ast.BandEdge, "{}"),
    "base_below_zero": (ast.BaseBelowZero, "{}"),
    "bound": (ast.Bound, "at {}"),
    "comparator": (ast.Comparator, "{}"),
    "direction": (ast.Direction, "{}"),
    "disputed_figure": (ast.DisputedFigure, "{}"),
    "extreme": (ast.ExtremeKind, "{}"),
    "fate": (ast.Fate, "{}"),
    "forfeiture_test": (ast.ForfeitureTest, "{}"),
    "frequency": (ast.Frequency, "{}"),
    "need_kind": (ast.NeedKind, "{}"),
    "held_or_paid": (ast.Portion, "{}"),
    "method": (ast.Method, "at {}"),
    "movement": (ast.Movement, "{}"),
    "outside": (ast.Outside, "{}"),
    "place": (ast.Place, "{}"),
    "plain_kind": (ast.PlainKind, "{}"),
    "portion": (ast.Portion, "{}"),
    "recovery": (ast.Recovery, "{}"),
    "remainder_to": (ast.RemainderTo, "{}"),
    "roll": (ast.Roll, "{}"),
    "roll_up": (ast.RollUp, "{}"),
    "rounding": (ast.RoundingMode, "{}"),
    "sharing": (ast.Sharing, "{}"),
    "step": (ast.StepWord, "{}"),
    "side": (ast.Side, "{}"),
    "vesting_test": (ast.VestingTest, "{}"),
    "wholeness": (ast.Wholeness, "{}"),
    "window": (ast.Window, "{}"),
}
"""Rules that are a choice of words, and how the words stand in the value of the choice."""

_MAKERS: Final[dict[str, Make]] = {
    **{name: fields_of(node) for name, node in _NODES.items()},
    **{name: block_of(node, fixed) for name, (node, fixed) in _BLOCKS.items()},
    **{name: _choice_of(kind, pattern) for name, (kind, pattern) in _CHOICES.items()},
    "time_unit": _time_unit,
    "aggregation": _aggregation,
    **build_expressions.MAKERS,
    **build_lines.MAKERS,
    **build_declarations.MAKERS,
}
"""What makes a node of each rule."""
