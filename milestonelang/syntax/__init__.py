"""From the text of a terms file to its abstract syntax tree, reporting every mistake."""
