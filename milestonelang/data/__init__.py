"""From data files to exact values: strict reading, what was known when, and figures from rows."""
