"""Two documents into one that shows what was inserted and what was deleted."""
