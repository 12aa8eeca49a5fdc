"""The words that cannot be names: one list, computed from the tables, the same for every name.

A word is on it if it can stand where a name can. So is the first word of a phrase that is one word
of the grammar: `share of x` would no longer be the product that a parameter `share` makes of it. A
unit stands after a figure, where no phrase begins, so that `unit share` is fine; columns, values of
a choice and states follow a word or a dot, and are free.
"""

from functools import cache

from milestonelang.syntax import tables


@cache
def grammar_tables() -> tables.Tables:
    """Return the tables of the grammar, loaded once in a process."""
    return tables.load()


@cache
def reserved_words() -> frozenset[str]:
    """Return every word that cannot be the name of a declaration."""
    return reserved_for_units() | {
        # A phrase that begins with a single letter is not worth a name.
        word.split(" ")[0]
        for word in grammar_tables().words
        if " " in word and word.index(" ") > 1
    }


@cache
def reserved_for_units() -> frozenset[str]:
    """Return every word that cannot be the name of a unit."""
    return grammar_tables().reserved
