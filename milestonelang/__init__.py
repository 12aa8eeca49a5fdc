"""A small language for the economic terms of partner contracts."""
