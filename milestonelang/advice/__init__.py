"""Advice against terms that work against what the parties want: rules, and the facts they ask."""
