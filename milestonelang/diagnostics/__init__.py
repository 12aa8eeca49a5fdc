"""What the compiler says about a user's files: as data, as text and as JSON."""
