"""Patterns: whole small agreements with sample data, from which a new agreement is begun."""
