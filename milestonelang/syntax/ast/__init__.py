"""The abstract syntax tree of a terms file: import the package and qualify, `ast.Payment`."""

from milestonelang.syntax.ast.base import (
    Name as Name,
)
from milestonelang.syntax.ast.base import (
    Node as Node,
)
from milestonelang.syntax.ast.base import (
    NodeId as NodeId,
)
from milestonelang.syntax.ast.base import (
    Ref as Ref,
)
from milestonelang.syntax.ast.base import (
    Text as Text,
)
from milestonelang.syntax.ast.data import (
    AddsUpTo as AddsUpTo,
)
from milestonelang.syntax.ast.data import (
    Audited as Audited,
)
from milestonelang.syntax.ast.data import (
    BaselineIs as BaselineIs,
)
from milestonelang.syntax.ast.data import (
    Column as Column,
)
from milestonelang.syntax.ast.data import (
    ComputedAs as ComputedAs,
)
from milestonelang.syntax.ast.data import (
    ComputedBy as ComputedBy,
)
from milestonelang.syntax.ast.data import (
    DatedBy as DatedBy,
)
from milestonelang.syntax.ast.data import (
    Index as Index,
)
from milestonelang.syntax.ast.data import (
    IndexLine as IndexLine,
)
from milestonelang.syntax.ast.data import (
    InForce as InForce,
)
from milestonelang.syntax.ast.data import (
    KeptBy as KeptBy,
)
from milestonelang.syntax.ast.data import (
    Metric as Metric,
)
from milestonelang.syntax.ast.data import (
    MetricLine as MetricLine,
)
from milestonelang.syntax.ast.data import (
    OnlyWindDown as OnlyWindDown,
)
from milestonelang.syntax.ast.data import (
    OrderedBy as OrderedBy,
)
from milestonelang.syntax.ast.data import (
    Parameter as Parameter,
)
from milestonelang.syntax.ast.data import (
    ParameterLine as ParameterLine,
)
from milestonelang.syntax.ast.data import (
    ReportedBy as ReportedBy,
)
from milestonelang.syntax.ast.data import (
    RestatedFor as RestatedFor,
)
from milestonelang.syntax.ast.data import (
    RollsUp as RollsUp,
)
from milestonelang.syntax.ast.data import (
    Schedule as Schedule,
)
from milestonelang.syntax.ast.data import (
    ScheduleLine as ScheduleLine,
)
from milestonelang.syntax.ast.data import (
    Segment as Segment,
)
from milestonelang.syntax.ast.data import (
    SegmentLine as SegmentLine,
)
from milestonelang.syntax.ast.data import (
    Source as Source,
)
from milestonelang.syntax.ast.data import (
    SourceLine as SourceLine,
)
from milestonelang.syntax.ast.data import (
    Value as Value,
)
from milestonelang.syntax.ast.data import (
    Weight as Weight,
)
from milestonelang.syntax.ast.effects import (
    Capped as Capped,
)
from milestonelang.syntax.ast.effects import (
    Consequence as Consequence,
)
from milestonelang.syntax.ast.effects import (
    DeferredUntilEnd as DeferredUntilEnd,
)
from milestonelang.syntax.ast.effects import (
    Effect as Effect,
)
from milestonelang.syntax.ast.effects import (
    GrantsOnce as GrantsOnce,
)
from milestonelang.syntax.ast.effects import (
    MayTerminateThen as MayTerminateThen,
)
from milestonelang.syntax.ast.effects import (
    Owes as Owes,
)
from milestonelang.syntax.ast.effects import (
    PaysAmount as PaysAmount,
)
from milestonelang.syntax.ast.effects import (
    Reduced as Reduced,
)
from milestonelang.syntax.ast.effects import (
    ReplacedBy as ReplacedBy,
)
from milestonelang.syntax.ast.effects import (
    Suspended as Suspended,
)
from milestonelang.syntax.ast.expressions import (
    Adjusted as Adjusted,
)
from milestonelang.syntax.ast.expressions import (
    Aggregate as Aggregate,
)
from milestonelang.syntax.ast.expressions import (
    AppearsIn as AppearsIn,
)
from milestonelang.syntax.ast.expressions import (
    AtAnyTime as AtAnyTime,
)
from milestonelang.syntax.ast.expressions import (
    Baseline as Baseline,
)
from milestonelang.syntax.ast.expressions import (
    Binary as Binary,
)
from milestonelang.syntax.ast.expressions import (
    Call as Call,
)
from milestonelang.syntax.ast.expressions import (
    ChangeFromBaseline as ChangeFromBaseline,
)
from milestonelang.syntax.ast.expressions import (
    Compare as Compare,
)
from milestonelang.syntax.ast.expressions import (
    Compounded as Compounded,
)
from milestonelang.syntax.ast.expressions import (
    Consecutive as Consecutive,
)
from milestonelang.syntax.ast.expressions import (
    Converted as Converted,
)
from milestonelang.syntax.ast.expressions import (
    DayOfYear as DayOfYear,
)
from milestonelang.syntax.ast.expressions import (
    DaysBetween as DaysBetween,
)
from milestonelang.syntax.ast.expressions import (
    Earlier as Earlier,
)
from milestonelang.syntax.ast.expressions import (
    Edge as Edge,
)
from milestonelang.syntax.ast.expressions import (
    EndBalance as EndBalance,
)
from milestonelang.syntax.ast.expressions import (
    EventAmount as EventAmount,
)
from milestonelang.syntax.ast.expressions import (
    EventDate as EventDate,
)
from milestonelang.syntax.ast.expressions import (
    Excess as Excess,
)
from milestonelang.syntax.ast.expressions import (
    Expr as Expr,
)
from milestonelang.syntax.ast.expressions import (
    Extreme as Extreme,
)
from milestonelang.syntax.ast.expressions import (
    FirstAfter as FirstAfter,
)
from milestonelang.syntax.ast.expressions import (
    FromDate as FromDate,
)
from milestonelang.syntax.ast.expressions import (
    FullBetween as FullBetween,
)
from milestonelang.syntax.ast.expressions import (
    Growth as Growth,
)
from milestonelang.syntax.ast.expressions import (
    IfOtherwise as IfOtherwise,
)
from milestonelang.syntax.ast.expressions import (
    InMonth as InMonth,
)
from milestonelang.syntax.ast.expressions import (
    InPlace as InPlace,
)
from milestonelang.syntax.ast.expressions import (
    IsKnown as IsKnown,
)
from milestonelang.syntax.ast.expressions import (
    IsOneOf as IsOneOf,
)
from milestonelang.syntax.ast.expressions import (
    Joined as Joined,
)
from milestonelang.syntax.ast.expressions import (
    LastPeriods as LastPeriods,
)
from milestonelang.syntax.ast.expressions import (
    Negate as Negate,
)
from milestonelang.syntax.ast.expressions import (
    Not as Not,
)
from milestonelang.syntax.ast.expressions import (
    NumberOf as NumberOf,
)
from milestonelang.syntax.ast.expressions import (
    OverPrevious as OverPrevious,
)
from milestonelang.syntax.ast.expressions import (
    Per as Per,
)
from milestonelang.syntax.ast.expressions import (
    PortionOf as PortionOf,
)
from milestonelang.syntax.ast.expressions import (
    Prorated as Prorated,
)
from milestonelang.syntax.ast.expressions import (
    Rounded as Rounded,
)
from milestonelang.syntax.ast.expressions import (
    RowAggregate as RowAggregate,
)
from milestonelang.syntax.ast.expressions import (
    RunningTotal as RunningTotal,
)
from milestonelang.syntax.ast.expressions import (
    ShareOf as ShareOf,
)
from milestonelang.syntax.ast.expressions import (
    Shifted as Shifted,
)
from milestonelang.syntax.ast.expressions import (
    Statement as Statement,
)
from milestonelang.syntax.ast.expressions import (
    ThisYearToDate as ThisYearToDate,
)
from milestonelang.syntax.ast.expressions import (
    TimesInWindow as TimesInWindow,
)
from milestonelang.syntax.ast.expressions import (
    TimeWindow as TimeWindow,
)
from milestonelang.syntax.ast.expressions import (
    ToDate as ToDate,
)
from milestonelang.syntax.ast.expressions import (
    TotalOf as TotalOf,
)
from milestonelang.syntax.ast.expressions import (
    TotalPaid as TotalPaid,
)
from milestonelang.syntax.ast.expressions import (
    Within as Within,
)
from milestonelang.syntax.ast.guarantees import (
    Always as Always,
)
from milestonelang.syntax.ast.guarantees import (
    Assert as Assert,
)
from milestonelang.syntax.ast.guarantees import (
    Assume as Assume,
)
from milestonelang.syntax.ast.guarantees import (
    AsUnder as AsUnder,
)
from milestonelang.syntax.ast.guarantees import (
    Bounded as Bounded,
)
from milestonelang.syntax.ast.guarantees import (
    Can as Can,
)
from milestonelang.syntax.ast.guarantees import (
    CanBeAchieved as CanBeAchieved,
)
from milestonelang.syntax.ast.guarantees import (
    Every as Every,
)
from milestonelang.syntax.ast.guarantees import (
    Example as Example,
)
from milestonelang.syntax.ast.guarantees import (
    ExampleLine as ExampleLine,
)
from milestonelang.syntax.ast.guarantees import (
    ForEvery as ForEvery,
)
from milestonelang.syntax.ast.guarantees import (
    Given as Given,
)
from milestonelang.syntax.ast.guarantees import (
    GivenEvents as GivenEvents,
)
from milestonelang.syntax.ast.guarantees import (
    Grid as Grid,
)
from milestonelang.syntax.ast.guarantees import (
    Guarantee as Guarantee,
)
from milestonelang.syntax.ast.guarantees import (
    GuaranteeLine as GuaranteeLine,
)
from milestonelang.syntax.ast.guarantees import (
    HeaderCell as HeaderCell,
)
from milestonelang.syntax.ast.guarantees import (
    Monotone as Monotone,
)
from milestonelang.syntax.ast.guarantees import (
    MovesBy as MovesBy,
)
from milestonelang.syntax.ast.guarantees import (
    NoGap as NoGap,
)
from milestonelang.syntax.ast.guarantees import (
    NoSplitGain as NoSplitGain,
)
from milestonelang.syntax.ast.guarantees import (
    NothingStranded as NothingStranded,
)
from milestonelang.syntax.ast.guarantees import (
    NoTimingGain as NoTimingGain,
)
from milestonelang.syntax.ast.guarantees import (
    Property as Property,
)
from milestonelang.syntax.ast.guarantees import (
    Restating as Restating,
)
from milestonelang.syntax.ast.guarantees import (
    Row as Row,
)
from milestonelang.syntax.ast.guarantees import (
    StepBy as StepBy,
)
from milestonelang.syntax.ast.guarantees import (
    Then as Then,
)
from milestonelang.syntax.ast.life import (
    AchievedWhen as AchievedWhen,
)
from milestonelang.syntax.ast.life import (
    After as After,
)
from milestonelang.syntax.ast.life import (
    Audit as Audit,
)
from milestonelang.syntax.ast.life import (
    AuditLine as AuditLine,
)
from milestonelang.syntax.ast.life import (
    AuditOf as AuditOf,
)
from milestonelang.syntax.ast.life import (
    BearsCost as BearsCost,
)
from milestonelang.syntax.ast.life import (
    BeforeDate as BeforeDate,
)
from milestonelang.syntax.ast.life import (
    BetweenDates as BetweenDates,
)
from milestonelang.syntax.ast.life import (
    ByDate as ByDate,
)
from milestonelang.syntax.ast.life import (
    Continues as Continues,
)
from milestonelang.syntax.ast.life import (
    Curable as Curable,
)
from milestonelang.syntax.ast.life import (
    DecidedBy as DecidedBy,
)
from milestonelang.syntax.ast.life import (
    Dispute as Dispute,
)
from milestonelang.syntax.ast.life import (
    DisputeLine as DisputeLine,
)
from milestonelang.syntax.ast.life import (
    EndsWhen as EndsWhen,
)
from milestonelang.syntax.ast.life import (
    EscalatesTo as EscalatesTo,
)
from milestonelang.syntax.ast.life import (
    EscalationStep as EscalationStep,
)
from milestonelang.syntax.ast.life import (
    Event as Event,
)
from milestonelang.syntax.ast.life import (
    EventLine as EventLine,
)
from milestonelang.syntax.ast.life import (
    EvidencedBy as EvidencedBy,
)
from milestonelang.syntax.ast.life import (
    ExercisableWithin as ExercisableWithin,
)
from milestonelang.syntax.ast.life import (
    Exit as Exit,
)
from milestonelang.syntax.ast.life import (
    ExitLine as ExitLine,
)
from milestonelang.syntax.ast.life import (
    ExtendedBy as ExtendedBy,
)
from milestonelang.syntax.ast.life import (
    FromNextPeriod as FromNextPeriod,
)
from milestonelang.syntax.ast.life import (
    HeldEach as HeldEach,
)
from milestonelang.syntax.ast.life import (
    IfMissed as IfMissed,
)
from milestonelang.syntax.ast.life import (
    IfOverdue as IfOverdue,
)
from milestonelang.syntax.ast.life import (
    IfSkipped as IfSkipped,
)
from milestonelang.syntax.ast.life import (
    IfVariance as IfVariance,
)
from milestonelang.syntax.ast.life import (
    LastsAtMost as LastsAtMost,
)
from milestonelang.syntax.ast.life import (
    MayChange as MayChange,
)
from milestonelang.syntax.ast.life import (
    MayDispute as MayDispute,
)
from milestonelang.syntax.ast.life import (
    MayRevise as MayRevise,
)
from milestonelang.syntax.ast.life import (
    MayTerminate as MayTerminate,
)
from milestonelang.syntax.ast.life import (
    MeanwhilePays as MeanwhilePays,
)
from milestonelang.syntax.ast.life import (
    MeanwhileUses as MeanwhileUses,
)
from milestonelang.syntax.ast.life import (
    Milestone as Milestone,
)
from milestonelang.syntax.ast.life import (
    MilestoneLine as MilestoneLine,
)
from milestonelang.syntax.ast.life import (
    NoticeOf as NoticeOf,
)
from milestonelang.syntax.ast.life import (
    Obligation as Obligation,
)
from milestonelang.syntax.ast.life import (
    ObligationLine as ObligationLine,
)
from milestonelang.syntax.ast.life import (
    OnExit as OnExit,
)
from milestonelang.syntax.ast.life import (
    OnStart as OnStart,
)
from milestonelang.syntax.ast.life import (
    OnTermination as OnTermination,
)
from milestonelang.syntax.ast.life import (
    OtherwiseHolds as OtherwiseHolds,
)
from milestonelang.syntax.ast.life import (
    OwesEach as OwesEach,
)
from milestonelang.syntax.ast.life import (
    OwesWhen as OwesWhen,
)
from milestonelang.syntax.ast.life import (
    PassTo as PassTo,
)
from milestonelang.syntax.ast.life import (
    Requires as Requires,
)
from milestonelang.syntax.ast.life import (
    ResultBooked as ResultBooked,
)
from milestonelang.syntax.ast.life import (
    Review as Review,
)
from milestonelang.syntax.ast.life import (
    ReviewLine as ReviewLine,
)
from milestonelang.syntax.ast.life import (
    StartsWhen as StartsWhen,
)
from milestonelang.syntax.ast.life import (
    Survives as Survives,
)
from milestonelang.syntax.ast.life import (
    TargetsRevisedFirst as TargetsRevisedFirst,
)
from milestonelang.syntax.ast.life import (
    Trigger as Trigger,
)
from milestonelang.syntax.ast.life import (
    TriggerLine as TriggerLine,
)
from milestonelang.syntax.ast.life import (
    UntilThen as UntilThen,
)
from milestonelang.syntax.ast.life import (
    WindDownLine as WindDownLine,
)
from milestonelang.syntax.ast.life import (
    WindsDown as WindsDown,
)
from milestonelang.syntax.ast.literals import (
    BasisPoints as BasisPoints,
)
from milestonelang.syntax.ast.literals import (
    Date as Date,
)
from milestonelang.syntax.ast.literals import (
    Duration as Duration,
)
from milestonelang.syntax.ast.literals import (
    Money as Money,
)
from milestonelang.syntax.ast.literals import (
    Number as Number,
)
from milestonelang.syntax.ast.literals import (
    Percent as Percent,
)
from milestonelang.syntax.ast.literals import (
    Period as Period,
)
from milestonelang.syntax.ast.literals import (
    Points as Points,
)
from milestonelang.syntax.ast.literals import (
    Quantity as Quantity,
)
from milestonelang.syntax.ast.literals import (
    Truth as Truth,
)
from milestonelang.syntax.ast.literals import (
    Unknown as Unknown,
)
from milestonelang.syntax.ast.modules import (
    Adds as Adds,
)
from milestonelang.syntax.ast.modules import (
    AgreedBy as AgreedBy,
)
from milestonelang.syntax.ast.modules import (
    Amendment as Amendment,
)
from milestonelang.syntax.ast.modules import (
    AmendmentLine as AmendmentLine,
)
from milestonelang.syntax.ast.modules import (
    BasedOn as BasedOn,
)
from milestonelang.syntax.ast.modules import (
    BusinessDaysIn as BusinessDaysIn,
)
from milestonelang.syntax.ast.modules import (
    Clause as Clause,
)
from milestonelang.syntax.ast.modules import (
    ClauseLine as ClauseLine,
)
from milestonelang.syntax.ast.modules import (
    ClauseText as ClauseText,
)
from milestonelang.syntax.ast.modules import (
    Comment as Comment,
)
from milestonelang.syntax.ast.modules import (
    Contract as Contract,
)
from milestonelang.syntax.ast.modules import (
    ContractLine as ContractLine,
)
from milestonelang.syntax.ast.modules import (
    Core as Core,
)
from milestonelang.syntax.ast.modules import (
    Declaration as Declaration,
)
from milestonelang.syntax.ast.modules import (
    DescribedAs as DescribedAs,
)
from milestonelang.syntax.ast.modules import (
    DueDatesRoll as DueDatesRoll,
)
from milestonelang.syntax.ast.modules import (
    Effective as Effective,
)
from milestonelang.syntax.ast.modules import (
    EffectiveFrom as EffectiveFrom,
)
from milestonelang.syntax.ast.modules import (
    Law as Law,
)
from milestonelang.syntax.ast.modules import (
    Lost as Lost,
)
from milestonelang.syntax.ast.modules import (
    Module as Module,
)
from milestonelang.syntax.ast.modules import (
    MonthEndsRoll as MonthEndsRoll,
)
from milestonelang.syntax.ast.modules import (
    NoticesReceived as NoticesReceived,
)
from milestonelang.syntax.ast.modules import (
    OppositeSetOff as OppositeSetOff,
)
from milestonelang.syntax.ast.modules import (
    Party as Party,
)
from milestonelang.syntax.ast.modules import (
    PartyLine as PartyLine,
)
from milestonelang.syntax.ast.modules import (
    Removes as Removes,
)
from milestonelang.syntax.ast.modules import (
    Renewed as Renewed,
)
from milestonelang.syntax.ast.modules import (
    Replaces as Replaces,
)
from milestonelang.syntax.ast.modules import (
    Revision as Revision,
)
from milestonelang.syntax.ast.modules import (
    Rows as Rows,
)
from milestonelang.syntax.ast.modules import (
    Setting as Setting,
)
from milestonelang.syntax.ast.modules import (
    Settled as Settled,
)
from milestonelang.syntax.ast.modules import (
    TableLine as TableLine,
)
from milestonelang.syntax.ast.modules import (
    TableOf as TableOf,
)
from milestonelang.syntax.ast.modules import (
    Unit as Unit,
)
from milestonelang.syntax.ast.modules import (
    Use as Use,
)
from milestonelang.syntax.ast.modules import (
    Version as Version,
)
from milestonelang.syntax.ast.modules import (
    YearsStart as YearsStart,
)
from milestonelang.syntax.ast.notes import (
    Accept as Accept,
)
from milestonelang.syntax.ast.notes import (
    Because as Because,
)
from milestonelang.syntax.ast.notes import (
    Means as Means,
)
from milestonelang.syntax.ast.notes import (
    Note as Note,
)
from milestonelang.syntax.ast.notes import (
    Range as Range,
)
from milestonelang.syntax.ast.payments import (
    AddsTo as AddsTo,
)
from milestonelang.syntax.ast.payments import (
    Amount as Amount,
)
from milestonelang.syntax.ast.payments import (
    AtLeast as AtLeast,
)
from milestonelang.syntax.ast.payments import (
    AtMost as AtMost,
)
from milestonelang.syntax.ast.payments import (
    Balance as Balance,
)
from milestonelang.syntax.ast.payments import (
    BalanceAtMost as BalanceAtMost,
)
from milestonelang.syntax.ast.payments import (
    BalanceLine as BalanceLine,
)
from milestonelang.syntax.ast.payments import (
    Becomes as Becomes,
)
from milestonelang.syntax.ast.payments import (
    BelowZero as BelowZero,
)
from milestonelang.syntax.ast.payments import (
    CarriedForward as CarriedForward,
)
from milestonelang.syntax.ast.payments import (
    ClawsBack as ClawsBack,
)
from milestonelang.syntax.ast.payments import (
    ClawsBackAmount as ClawsBackAmount,
)
from milestonelang.syntax.ast.payments import (
    DividedBy as DividedBy,
)
from milestonelang.syntax.ast.payments import (
    Due as Due,
)
from milestonelang.syntax.ast.payments import (
    ExpiresAfter as ExpiresAfter,
)
from milestonelang.syntax.ast.payments import (
    ExpiresOn as ExpiresOn,
)
from milestonelang.syntax.ast.payments import (
    FirstOf as FirstOf,
)
from milestonelang.syntax.ast.payments import (
    FixedShares as FixedShares,
)
from milestonelang.syntax.ast.payments import (
    ForEachRow as ForEachRow,
)
from milestonelang.syntax.ast.payments import (
    Forfeiture as Forfeiture,
)
from milestonelang.syntax.ast.payments import (
    GrantsEach as GrantsEach,
)
from milestonelang.syntax.ast.payments import (
    HoldBack as HoldBack,
)
from milestonelang.syntax.ast.payments import (
    InProportion as InProportion,
)
from milestonelang.syntax.ast.payments import (
    Into as Into,
)
from milestonelang.syntax.ast.payments import (
    LateInterest as LateInterest,
)
from milestonelang.syntax.ast.payments import (
    Less as Less,
)
from milestonelang.syntax.ast.payments import (
    LessFrom as LessFrom,
)
from milestonelang.syntax.ast.payments import (
    Limit as Limit,
)
from milestonelang.syntax.ast.payments import (
    LimitLine as LimitLine,
)
from milestonelang.syntax.ast.payments import (
    LimitRule as LimitRule,
)
from milestonelang.syntax.ast.payments import (
    MayFallBelowZero as MayFallBelowZero,
)
from milestonelang.syntax.ast.payments import (
    NotProrated as NotProrated,
)
from milestonelang.syntax.ast.payments import (
    On as On,
)
from milestonelang.syntax.ast.payments import (
    OnlyExcess as OnlyExcess,
)
from milestonelang.syntax.ast.payments import (
    OnlyIf as OnlyIf,
)
from milestonelang.syntax.ast.payments import (
    OpensAt as OpensAt,
)
from milestonelang.syntax.ast.payments import (
    PartyShare as PartyShare,
)
from milestonelang.syntax.ast.payments import (
    Payment as Payment,
)
from milestonelang.syntax.ast.payments import (
    PaymentLine as PaymentLine,
)
from milestonelang.syntax.ast.payments import (
    PaysEach as PaysEach,
)
from milestonelang.syntax.ast.payments import (
    PipelineLine as PipelineLine,
)
from milestonelang.syntax.ast.payments import (
    Plus as Plus,
)
from milestonelang.syntax.ast.payments import (
    PlusFrom as PlusFrom,
)
from milestonelang.syntax.ast.payments import (
    ProratedByDays as ProratedByDays,
)
from milestonelang.syntax.ast.payments import (
    ReleasedAfter as ReleasedAfter,
)
from milestonelang.syntax.ast.payments import (
    ReleasedInParts as ReleasedInParts,
)
from milestonelang.syntax.ast.payments import (
    Remainder as Remainder,
)
from milestonelang.syntax.ast.payments import (
    RestTo as RestTo,
)
from milestonelang.syntax.ast.payments import (
    RoundedTo as RoundedTo,
)
from milestonelang.syntax.ast.payments import (
    SettlementLine as SettlementLine,
)
from milestonelang.syntax.ast.payments import (
    ShownAtEdges as ShownAtEdges,
)
from milestonelang.syntax.ast.payments import (
    Split as Split,
)
from milestonelang.syntax.ast.payments import (
    SplitLine as SplitLine,
)
from milestonelang.syntax.ast.payments import (
    SplitOf as SplitOf,
)
from milestonelang.syntax.ast.payments import (
    Takes as Takes,
)
from milestonelang.syntax.ast.payments import (
    Times as Times,
)
from milestonelang.syntax.ast.payments import (
    VestingCondition as VestingCondition,
)
from milestonelang.syntax.ast.payments import (
    Vests as Vests,
)
from milestonelang.syntax.ast.tables import (
    Band as Band,
)
from milestonelang.syntax.ast.tables import (
    Banded as Banded,
)
from milestonelang.syntax.ast.tables import (
    ByName as ByName,
)
from milestonelang.syntax.ast.tables import (
    Interpolated as Interpolated,
)
from milestonelang.syntax.ast.tables import (
    NamedRate as NamedRate,
)
from milestonelang.syntax.ast.tables import (
    Point as Point,
)
from milestonelang.syntax.ast.tables import (
    Table as Table,
)
from milestonelang.syntax.ast.types import (
    ChoiceType as ChoiceType,
)
from milestonelang.syntax.ast.types import (
    CountType as CountType,
)
from milestonelang.syntax.ast.types import (
    DurationType as DurationType,
)
from milestonelang.syntax.ast.types import (
    MoneyType as MoneyType,
)
from milestonelang.syntax.ast.types import (
    PerType as PerType,
)
from milestonelang.syntax.ast.types import (
    PlainType as PlainType,
)
from milestonelang.syntax.ast.types import (
    TypeExpr as TypeExpr,
)
from milestonelang.syntax.ast.walk import (
    _FIELDS as _FIELDS,
)
from milestonelang.syntax.ast.walk import (
    _OWN as _OWN,
)
from milestonelang.syntax.ast.walk import (
    children as children,
)
from milestonelang.syntax.ast.walk import (
    map_children as map_children,
)
from milestonelang.syntax.ast.walk import (
    walk as walk,
)
from milestonelang.syntax.ast.words import (
    Ability as Ability,
)
from milestonelang.syntax.ast.words import (
    Accumulation as Accumulation,
)
from milestonelang.syntax.ast.words import (
    Aggregation as Aggregation,
)
from milestonelang.syntax.ast.words import (
    AmountBelowZero as AmountBelowZero,
)
from milestonelang.syntax.ast.words import (
    Assurance as Assurance,
)
from milestonelang.syntax.ast.words import (
    BandEdge as BandEdge,
)
from milestonelang.syntax.ast.words import (
    BaseBelowZero as BaseBelowZero,
)
from milestonelang.syntax.ast.words import (
    Bound as Bound,
)
from milestonelang.syntax.ast.words import (
    Comparator as Comparator,
)
from milestonelang.syntax.ast.words import (
    Direction as Direction,
)
from milestonelang.syntax.ast.words import (
    DisputedFigure as DisputedFigure,
)
from milestonelang.syntax.ast.words import (
    ExtremeKind as ExtremeKind,
)
from milestonelang.syntax.ast.words import (
    Fate as Fate,
)
from milestonelang.syntax.ast.words import (
    ForfeitureTest as ForfeitureTest,
)
from milestonelang.syntax.ast.words import (
    Frequency as Frequency,
)
from milestonelang.syntax.ast.words import (
    Junction as Junction,
)
from milestonelang.syntax.ast.words import (
    Method as Method,
)
from milestonelang.syntax.ast.words import (
    Month as Month,
)
from milestonelang.syntax.ast.words import (
    Movement as Movement,
)
from milestonelang.syntax.ast.words import (
    Operator as Operator,
)
from milestonelang.syntax.ast.words import (
    Outside as Outside,
)
from milestonelang.syntax.ast.words import (
    Place as Place,
)
from milestonelang.syntax.ast.words import (
    PlainKind as PlainKind,
)
from milestonelang.syntax.ast.words import (
    Portion as Portion,
)
from milestonelang.syntax.ast.words import (
    Recovery as Recovery,
)
from milestonelang.syntax.ast.words import (
    RemainderTo as RemainderTo,
)
from milestonelang.syntax.ast.words import (
    Roll as Roll,
)
from milestonelang.syntax.ast.words import (
    RollUp as RollUp,
)
from milestonelang.syntax.ast.words import (
    RoundingMode as RoundingMode,
)
from milestonelang.syntax.ast.words import (
    Sharing as Sharing,
)
from milestonelang.syntax.ast.words import (
    Side as Side,
)
from milestonelang.syntax.ast.words import (
    StepWord as StepWord,
)
from milestonelang.syntax.ast.words import (
    TimeUnit as TimeUnit,
)
from milestonelang.syntax.ast.words import (
    VestingTest as VestingTest,
)
from milestonelang.syntax.ast.words import (
    Wholeness as Wholeness,
)
from milestonelang.syntax.ast.words import (
    Window as Window,
)
