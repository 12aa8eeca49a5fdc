"""From trees to a checked contract: names, types, units, and what each declaration says."""
