"""How the days of an agreement come about, each with the days that were counted."""
