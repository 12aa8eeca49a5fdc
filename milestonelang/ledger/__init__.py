"""What was stated: a file of records, each of which vouches for all before it."""
