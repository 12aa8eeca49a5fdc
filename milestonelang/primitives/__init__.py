"""Exact arithmetic on numbers, days, periods and tables: the ground every back end stands on."""
