"""What differs between two agreements as terms: matched, compared line by line, in words."""
