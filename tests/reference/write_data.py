"""The data of a drawn contract as files, and literals as the language and its files have them."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tests.reference import model as m
from tests.reference.periods import periods_of
from tests.untraced import untraced


def metrics_csv(contract: m.Contract, data: m.Data) -> str:
    """The file of reported figures: one row a period."""
    count = max((len(figures) for figures in data.figures.values()), default=0)
    units = {metric.name: metric.unit for metric in contract.metrics}
    term = periods_of(contract)
    found = (term + periods_of(contract, max(0, count - len(term)))[len(term) :])[:count]
    lines = [",".join([contract.period, *data.figures])]
    for t, period in enumerate(found):
        lines.append(",".join([period.label, *_cells(data, units, t)]))
    return "\n".join(lines) + "\n"


def _cells(data: m.Data, units: dict[str, str], t: int) -> list[str]:
    return [
        cell(figures[t] if t < len(figures) else None, units[name])
        for name, figures in data.figures.items()
    ]


def monthly_csv(contract: m.Contract, data: m.Data) -> str:
    """The file of figures reported each month."""
    units = {metric.name: metric.unit for metric in contract.metrics}
    lines = [",".join(["month", *data.monthly])]
    for k, month in enumerate(periods_of(replace(contract, period="month"))):
        cells = [cell(figures[k], units[name]) for name, figures in data.monthly.items()]
        lines.append(",".join([month.label, *cells]))
    return "\n".join(lines) + "\n"


def sales_csv(data: m.Data) -> str:
    """The rows of the source `sales`."""
    lines = ["customer,sold_on,kind,amount"]
    lines += [f"{x.customer},{x.day},{x.kind},{decimal(x.amount)}" for x in data.sales]
    return "\n".join(lines) + "\n"


@untraced
def data_files(contract: m.Contract, data: m.Data) -> dict[str, str]:
    """The data files that the contract needs, by name."""
    files = {"metrics.csv": metrics_csv(contract, data), "events.csv": events_csv(contract, data)}
    if data.monthly:
        files["monthly.csv"] = monthly_csv(contract, data)
    if any(isinstance(step[1], m.Rows) for x in contract.metrics for step in x.steps):
        files["sales.csv"] = sales_csv(data)
    return files


def events_csv(contract: m.Contract, data: m.Data) -> str:
    """The events: evidence, payments and disputes."""
    lines = ["date,event,subject,by,amount,note"]
    lines += [f"{day},evidence,{name},{by},," for day, name, by in data.evidence]
    labels = [period.label for period in periods_of(contract)]
    for fact in data.facts:
        of = fact.subject if fact.t is None else f"{fact.subject} for {labels[fact.t]}"
        lines.append(f"{fact.day},{fact.kind},{of},{fact.by},{decimal(fact.amount)},")
    return "\n".join(lines) + "\n"


def title(name: str) -> str:
    """A title made of a name."""
    return name.replace("_", " ").title()


def counted(count: int, word: str) -> str:
    """`1 quarter`, `2 quarters`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def literal(value: Fraction, unit: str) -> str:
    """A literal of the language."""
    match unit:
        case "money":
            return f"{'-' if value < 0 else ''}USD {Decimal(decimal(abs(value))):,.2f}"
        case "per customer":
            return f"USD {decimal(value)} per customer"
        case "percent":
            return f"{decimal(value * 100)}%"
        case "customers":
            return f"{decimal(value)} customer{'' if value == 1 else 's'}"
        case "days" | "points":
            return f"{decimal(value)} {unit.removesuffix('s') if value == 1 else unit}"
        case _:
            return decimal(value)


def cell(value: Fraction | str | None, unit: str) -> str:
    """A figure as the metrics file has it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case _ if unit == "percent":
            return f"{decimal(value * 100)}%"
        case _ if unit == "days":
            return f"{decimal(value)} days"
        case _:
            return decimal(value)


def decimal(value: Fraction) -> str:
    """A decimal that is exactly *value*."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    scaled = int(value * 10**digits)
    return f"{Decimal(scaled).scaleb(-digits):f}"
