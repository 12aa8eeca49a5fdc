"""A file begun from a pattern, with its sample data."""
