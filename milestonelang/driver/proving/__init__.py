"""Guarantees decided: problems, a solver kept apart, verdicts, cases, certificates."""
