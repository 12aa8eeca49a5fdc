"""The statement as a document: what a partner receives, from an `Evaluation` to the model."""
