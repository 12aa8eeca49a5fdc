"""Every rule, in the order of their codes."""

from milestonelang.advice import control, curves, exposure, life, payments, texts, timing
from milestonelang.advice.model import Rule

RULES: tuple[Rule, ...] = (
    *exposure.RULES,
    *curves.RULES,
    *payments.RULES,
    *life.RULES,
    *control.RULES,
    *timing.RULES,
    *texts.RULES,
)
