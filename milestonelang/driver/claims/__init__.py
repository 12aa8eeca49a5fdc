"""What the parties do about amounts: payments, disputes and audits, and what these book."""
