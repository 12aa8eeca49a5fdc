"""Which metrics data reports, and how often: what the contract says of it."""

from milestonelang.agreement.declarations import Agreement, Metric
from milestonelang.types import Unit


def reported_metrics(agreement: Agreement) -> dict[str, Metric]:
    """Return the metrics whose figures the data gives, by name."""
    return {item.name: item for item in agreement.of_kind(Metric) if item.computed is None}


def frequency_of(agreement: Agreement, metric: Metric) -> Unit:
    """Return how often a metric is reported."""
    settled = agreement.contract.settled
    if metric.reported is None or metric.reported.frequency is Unit.PERIOD:
        return settled
    return metric.reported.frequency
