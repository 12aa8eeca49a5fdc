"""The compiler as a list of phases: files in, checked terms, statements and documents out."""
