"""Every diagnostic code and what it is about, in a few words.

A code is `MS` and four digits, the first two the area. A number is never used again for something
else. Each code has a page, `docs/errors/<code>.md`.
"""

from typing import Final

DATA: Final[dict[str, str]] = {
    "MS0701": "a data file cannot be read",
    "MS0702": "a data file is empty",
    "MS0703": "a data file is not UTF-8",
    "MS0704": "a data file holds a NUL character",
    "MS0705": "a data file is of another kind",
    "MS0706": "a data file is too large for its form",
    "MS0707": "a data file is not JSON, or not a list of flat objects",
    "MS0708": "rows are given for a source that is not declared",
    "MS0709": "the rows of a source are given twice",
    "MS0710": "a quote in a data file is left open or broken",
    "MS0711": "cells are parted by something else than commas",
    "MS0712": "a data file has more problems than are shown",
    "MS0715": "a data file has a column that the terms do not know",
    "MS0716": "a data file lacks a column",
    "MS0717": "a data file has a column twice",
    "MS0718": "a computed figure is given in the data",
    "MS0719": "a metric stands in a file of another frequency",
    "MS0720": "a row is too short, too long or empty",
    "MS0721": "an object in JSON has a key twice",
    "MS0725": "a cell is not a number",
    "MS0726": "commas do not part thousands",
    "MS0727": "a percentage has no sign",
    "MS0728": "a duration has no unit, or a figure is in another unit",
    "MS0729": "an amount is in another currency, or its currency is misplaced",
    "MS0730": "an amount has too many decimals",
    "MS0731": "a figure is outside its declared range",
    "MS0732": "a figure is between its declared steps",
    "MS0733": "a cell is not a date",
    "MS0734": "a cell is none of the values of its column",
    "MS0735": "a cell begins or ends with a blank",
    "MS0736": "a text holds a character that cannot be seen",
    "MS0737": "a cell that must not be empty is empty",
    "MS0738": "a count of a whole unit has a fraction",
    "MS0739": "a value stands twice in a unique column",
    "MS0740": "a Parquet column cannot be read exactly",
    "MS0745": "a cell does not name a period",
    "MS0746": "a period lies outside the term",
    "MS0747": "a figure is reported twice",
    "MS0750": "a cell does not name a kind of event",
    "MS0751": "the subject of an event is not declared, or of the wrong kind",
    "MS0752": "an event is reported by nobody the terms know, or by the wrong party",
    "MS0753": "an event lies outside the term",
    "MS0754": "the outcome of an event is missing or unknown",
}

CODES: Final[dict[str, str]] = {**DATA}
