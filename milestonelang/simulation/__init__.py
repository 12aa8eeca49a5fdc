"""What terms are worth: figures drawn many times, paid by the evaluator, and measured."""
