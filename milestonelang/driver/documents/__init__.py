"""Documents composed: agreement, statement, house style, attachments and signature."""
