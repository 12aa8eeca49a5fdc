"""The readings that a line or a whole contract can leave open: what to write, and the sentence."""

from typing import Final

from milestonelang.diagnostics.diagnostic import Reading

ROUNDINGS: Final = (
    Reading(
        "rounded half up to the cent",
        "Each is rounded to the nearest cent; half a cent is rounded up, away from zero.",
    ),
    Reading(
        "rounded half to even to the cent",
        "Each is rounded to the nearest cent; half a cent goes to the even cent.",
    ),
    Reading("rounded up to the cent", "Each is rounded up to the next cent, away from zero."),
    Reading("rounded down to the cent", "Each is cut down to the cent, toward zero."),
)
MONTH_ENDS: Final = (
    Reading("month ends roll back", "One month after 31 January is the last day of February."),
    Reading("month ends roll forward", "One month after 31 January is 1 March."),
)
BELOW_ZERO: Final = (
    Reading(
        "below zero, owed back",
        "If the result is less than zero, the payee shall pay that amount to the payer.",
    ),
    Reading(
        "below zero, carried forward",
        "If the result is less than zero, the payment is zero, and that amount is deducted "
        "from the results for later periods.",
    ),
)
TABLE_OF_RATES: Final = (
    Reading(
        "at marginal rates",
        "Each rate is used only on the part of the base that lies in its band.",
    ),
    Reading(
        "at whole amount rates",
        "The rate of the band in which the base falls is used on the whole of the base.",
    ),
)
