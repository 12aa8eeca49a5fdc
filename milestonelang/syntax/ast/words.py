"""Closed choices of words. Each value is the text that a terms file writes."""

from enum import Enum


class TimeUnit(Enum):
    """A unit of time, in the singular."""

    DAY = "day"
    BUSINESS_DAY = "business day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Window(Enum):
    """What a cap, a floor or a threshold is measured over: `per year`, `over the term`."""

    PERIOD = "period"
    ROW = "row"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TERM = "term"


class Frequency(Enum):
    """How often something is settled, reported or audited."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Accumulation(Enum):
    """Over what a base is added up: `accumulated yearly`."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
    TERM = "over the term"


class RoundingMode(Enum):
    """Which way to round: up and a half up go away from zero, down goes toward it."""

    HALF_UP = "half up"
    HALF_EVEN = "half to even"
    UP = "up"
    DOWN = "down"


class Roll(Enum):
    """Where a day that does not exist, or is no business day, goes."""

    BACK = "back"
    FORWARD = "forward"


class RollUp(Enum):
    """How a metric that is reported more often than the contract settles becomes one figure."""

    SUMMED = "summed"
    AVERAGED = "averaged"
    AT_THE_END = "at the end"


class Operator(Enum):
    """Arithmetic."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class Comparator(Enum):
    """What stands between the two sides of a comparison."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IS = "is"
    IS_NOT = "is not"


class Junction(Enum):
    """How several conditions are taken together."""

    ALL = "and"
    ANY = "or"


class ExtremeKind(Enum):
    """Which of several amounts or dates is taken."""

    LESSER = "lesser"
    GREATER = "greater"
    EARLIER = "earlier"
    LATER = "later"


class Wholeness(Enum):
    """Whether a step that is only begun counts."""

    FULL = "full"
    STARTED = "started"


class Aggregation(Enum):
    """One figure out of several periods or rows."""

    SUM = "sum"
    AVERAGE = "average"
    HIGHEST = "highest"
    LOWEST = "lowest"
    COUNT = "count"
    COUNT_DISTINCT = "count of distinct"
    MEDIAN = "median"
    FIRST = "first"
    LAST = "last"
    SHARE = "share"


class Side(Enum):
    """One end of a stretch of time."""

    START = "start"
    END = "end"


class Direction(Enum):
    """Before or after a day."""

    AFTER = "after"
    BEFORE = "before"


class Place(Enum):
    """Which one of the periods in a longer stretch."""

    FIRST = "first"
    LAST = "last"


class Month(Enum):
    """A month of the calendar."""

    JANUARY = "January"
    FEBRUARY = "February"
    MARCH = "March"
    APRIL = "April"
    MAY = "May"
    JUNE = "June"
    JULY = "July"
    AUGUST = "August"
    SEPTEMBER = "September"
    OCTOBER = "October"
    NOVEMBER = "November"
    DECEMBER = "December"

    @property
    def number(self) -> int:
        """1 for January to 12 for December."""
        return list(Month).index(self) + 1


class Portion(Enum):
    """A part of what a payment has earned: `base_commission held`."""

    HELD = "held"
    PAID = "paid"
    UNVESTED = "unvested"
    ACCRUED = "accrued"


class PlainKind(Enum):
    """A type that is a word of its own."""

    PERCENT = "percent"
    NUMBER = "number"
    DATE = "date"
    PERIOD = "period"
    TEXT = "text"
    TRUTH = "truth"
    TEXTS = "list of text"


class Method(Enum):
    """How the bands of a table are used."""

    MARGINAL = "at marginal rates"
    WHOLE_AMOUNT = "at whole amount rates"
    FIXED = "at fixed amounts"


class BandEdge(Enum):
    """Who owns the cut: `up to` includes it, `below` does not, `beyond` has none."""

    UP_TO = "up to"
    BELOW = "below"
    BEYOND = "beyond"


class BaseBelowZero(Enum):
    """What a table gives for a base below zero."""

    NOTHING = "nothing below zero"
    MIRRORED = "mirrored below zero"


class Outside(Enum):
    """What an interpolated table gives before its first and after its last point."""

    FLAT = "flat"
    CONTINUED = "continued"


class AmountBelowZero(Enum):
    """What becomes of a payment's amount below zero."""

    OWED_BACK = "owed back"
    CARRIED_FORWARD = "carried forward"


class ForfeitureTest(Enum):
    """When the condition for losing what is held is tested."""

    AT_RELEASE = "at release"
    ANY_TIME_BEFORE = "at any time before release"


class VestingTest(Enum):
    """What the condition of vesting does: where it fails the part is lost, or waits."""

    WHILE = "while"
    DELAYED_UNTIL = "delayed until"


class Recovery(Enum):
    """How a clawback comes back."""

    SET_OFF = "set off"
    INVOICE = "invoice"


class Bound(Enum):
    """Which side is limited."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


class Sharing(Enum):
    """Who bears the cut of a common limit."""

    PRO_RATA = "pro rata"
    IN_THIS_ORDER = "in this order"


class StepWord(Enum):
    """The word that a step of a split begins with."""

    FIRST = "first"
    THEN = "then"


class RemainderTo(Enum):
    """Who gets the cents that equal cutting leaves over, if no party is named."""

    LARGEST_FRACTIONS = "the largest fractions"
    FIRST = "the first"
    LAST = "the last"


class Fate(Enum):
    """What becomes of what is held, unvested or accrued when the agreement ends early."""

    RELEASED = "released at the end"
    VESTED = "vested"
    FORFEITED = "forfeited"


class DisputedFigure(Enum):
    """Which figure is used while a dispute lasts."""

    LAST_AGREED = "the last agreed"
    LOWER = "the lower"
    CLAIMED = "the claimed"


class Movement(Enum):
    """The way an amount moves."""

    FALLS = "falls"
    RISES = "rises"


class Ability(Enum):
    """What a trigger can come to do."""

    START = "start"
    END = "end"
    START_AGAIN = "start again"


class Assurance(Enum):
    """What holds for every declaration of a kind."""

    OBLIGATION_HAS_REMEDY = "obligation has a remedy"
    TRIGGER_HAS_CURE_OR_EXIT = "trigger has a cure or an exit"
    TRIGGER_CAN_START_AND_END = "trigger can start and end"
    PAYMENT_CONSERVED = "payment is conserved"
    MILESTONE_ACHIEVABLE = "milestone can be achieved"
