"""The numbered tree of the document: the only place that numbers."""
