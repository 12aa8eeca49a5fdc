"""The checked contract: every name resolved, every expression typed, every default written out."""
