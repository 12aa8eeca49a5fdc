"""Proves or refutes guarantees: the same program that pays, over all data it may be given."""
