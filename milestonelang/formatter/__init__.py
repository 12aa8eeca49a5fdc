"""Print a tree as the text of a terms file in its one normal form."""
