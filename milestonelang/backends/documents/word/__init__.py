"""Print a document as a Word file."""
