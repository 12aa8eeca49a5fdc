"""Advice on terms: what is looked into, what is found, and each change tried."""
