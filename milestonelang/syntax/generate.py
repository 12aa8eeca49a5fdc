"""Let Lark build the tables of a grammar, and write them down as plain data.

Only Lark's public interface is used: `Lark`, and `memo_serialize`, which gives everything it knows
of a grammar as plain dicts. Imported only when there are no tables in the cache.
"""

from collections.abc import Iterator
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.lexer import Lexer, TerminalDef, Token

_SHIFT = 0


class _NoLexer(Lexer):
    """Stands in for Lark's lexers: the compiler cuts the text itself."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, *_: object) -> Iterator[Token]:
        return iter(())


def build(grammar: str) -> tuple[Any, ...]:
    """Return symbols, states, rules, start state, words, terminals and reserved words.

    The numbers do not depend on the run: symbols and rules are sorted, states numbered as they are
    come to from the start. Raises lark.exceptions.GrammarError when two rules can end at the same
    place.
    """
    parser = Lark(
        grammar, parser="lalr", lexer=_NoLexer, maybe_placeholders=True, propagate_positions=False
    )
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    table = data["parser"]["parser"]
    known = {number: memo[number] for number in memo}
    symbols = sorted(table["tokens"].values())
    numbers = {name: number for number, name in enumerate(symbols)}
    terminals = [known[item["@"]] for item in data["parser"]["lexer_conf"]["terminals"]]
    words = {
        terminal["pattern"]["value"]: numbers[terminal["name"]]
        for terminal in sorted(terminals, key=_name)
        if terminal["pattern"]["__type__"] == "PatternStr" and terminal["name"] in numbers
    }
    (start,) = table["start_states"].values()
    states, rules = _numbered(table, start, known, numbers)
    names = {terminal["name"] for terminal in terminals} | {"$END", "_INDENT", "_DEDENT"}
    return (
        tuple(symbols),
        states,
        rules,
        0,
        words,
        tuple(sorted(numbers[name] for name in names if name in numbers)),
        _reserved(states, words, numbers["NAME"]),
    )


def _name(terminal: dict[str, Any]) -> str:
    name: str = terminal["name"]
    return name


def _numbered(
    table: dict[str, Any], start: int, known: dict[int, Any], numbers: dict[str, int]
) -> tuple[tuple[dict[int, int] | int, ...], tuple[tuple[Any, ...], ...]]:
    """Return the states, the start first, and the rules."""
    own = {number: numbers[name] for number, name in table["tokens"].items()}
    used = {
        target["@"]
        for actions in table["states"].values()
        for kind, target in actions.values()
        if kind != _SHIFT
    }
    plain = {key: _rule(known[key], numbers) for key in used}
    rules = sorted(set(plain.values()))
    places = {rule: place for place, rule in enumerate(rules)}
    order = {start: 0}
    met = [start]
    states = []
    for state in met:  # which grows on the way
        row: dict[int, int] = {}
        actions = {own[symbol]: action for symbol, action in table["states"][state].items()}
        for symbol, (kind, target) in sorted(actions.items()):
            if kind == _SHIFT:
                if target not in order:
                    order[target] = len(met)
                    met.append(target)
                row[symbol] = order[target]
            else:
                row[symbol] = -1 - places[plain[target["@"]]]
        states.append(_short(row))
    return tuple(states), tuple(rules)


def _short(row: dict[int, int]) -> dict[int, int] | int:
    # Where a state reduces by one rule whatever comes, that rule is all it has to know.
    targets = set(row.values())
    if len(targets) == 1 and (only := targets.pop()) < 0:
        return -1 - only
    return row


def _reserved(
    states: tuple[dict[int, int] | int, ...], words: dict[str, int], name: int
) -> tuple[str, ...]:
    # A word is reserved if a state that can take a name can take the word too.
    beside_names = {
        symbol for row in states if not isinstance(row, int) and name in row for symbol in row
    }
    return tuple(
        sorted(word for word, symbol in words.items() if word.isalpha() and symbol in beside_names)
    )


def _rule(rule: dict[str, Any], numbers: dict[str, int]) -> tuple[Any, ...]:
    options = rule["options"]
    origin = rule["origin"]["name"]
    expansion = rule["expansion"]
    name = rule["alias"] or options["template_source"] or origin
    absent = _absent(options["empty_indices"], len(expansion))
    plan: list[int] = []
    for index, symbol in enumerate(expansion):
        plan.extend([-1] * absent[index])
        if symbol["__type__"] == "NonTerminal":
            plan.append(2 * index + symbol["name"].startswith("_"))
        elif options["keep_all_tokens"] or not symbol["filter_out"]:
            plan.append(2 * index)
    plan.extend([-1] * absent[len(expansion)])
    return (
        numbers[origin],
        len(expansion),
        "" if name.startswith("_") else name,
        tuple(plan),
        bool(options["expand1"]) and not rule["alias"],
    )


def _absent(empty_indices: tuple[bool, ...], size: int) -> list[int]:
    # How many absent optional children stand before each symbol, and after the last.
    counts = [0] * (size + 1)
    position = 0
    for is_empty in empty_indices:
        if is_empty:
            counts[position] += 1
        else:
            position += 1
    return counts
