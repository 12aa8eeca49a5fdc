"""The codes of advice, of simulations and of assertions on real data."""

from typing import Final

ADVICE: Final[dict[str, str]] = {
    "MS1240": "a text uses a vague word without a measure",
    "MS2001": "a payment has no maximum",
    "MS2002": "a maximum lies below a minimum",
    "MS2003": "a figure that money rests on has no range",
    "MS2004": "what is owed back has no limit",
    "MS2005": "a payee bears the whole risk",
    "MS2006": "a payer bears the whole risk",
    "MS2010": "a payment jumps at a cut",
    "MS2011": "a payment pays more than 100% of what is added",
    "MS2012": "a payment falls where its base rises",
    "MS2013": "rates rise with volume, and nothing guards the margin",
    "MS2014": "the smallest change of a figure decides a whole payment",
    "MS2015": "a band never applies",
    "MS2016": "a maximum never applies",
    "MS2020": "a payment is for a tally, whatever becomes of it",
    "MS2021": "a payment up front is neither earned later nor taken back",
    "MS2022": "more is clawed back than is ever paid",
    "MS2023": "two payments are for the same figure",
    "MS2024": "a payment mixes a base with a bonus",
    "MS2030": "a trigger has no longest time",
    "MS2031": "a trigger calls no duty",
    "MS2032": "a condition never holds",
    "MS2033": "a milestone is paid on the word of the one it pays",
    "MS2034": "a milestone rests on a figure that does not say what it means",
    "MS2035": "a later target is no harder than the one before",
    "MS2036": "a baseline meets the target already",
    "MS2037": "the past never came near a target",
    "MS2038": "nothing follows if a duty is overdue",
    "MS2039": "nobody audits a figure that its reporter is paid by",
    "MS2040": "only one party can see a figure",
    "MS2050": "nothing says when the terms are reviewed",
    "MS2051": "no party can end the agreement early",
    "MS2052": "an exit ends everything on one day",
    "MS2053": "an exit does not say what becomes of what is held",
    "MS2054": "nothing says whom the parties turn to",
    "MS2060": "a payment pays for keeping a figure back",
    "MS2061": "a payment pays for pulling a figure forward",
    "MS2062": "a total falls though no period does",
    "MS2063": "a figure has seasons, and the terms have none",
}

SIMULATION: Final[dict[str, str]] = {
    "MS2080": "no rows to draw from",
    "MS2081": "how a figure is drawn cannot be read",
    "MS2082": "nothing says how a figure is drawn",
    "MS2083": "a figure or an event that is not drawn",
    "MS2084": "the worth of an agreement is no amount of money",
}

ASSERTIONS: Final[dict[str, str]] = {
    "MS2090": "an assertion does not hold on the data",
}
