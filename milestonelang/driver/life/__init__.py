"""The life of an agreement: notices, renewals, reviews, corrections, judged row by row."""
