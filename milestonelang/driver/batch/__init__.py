"""One agreement run for many partners: from files in to files out."""
