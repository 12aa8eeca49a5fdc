"""One agreement over many partners: a program as a kernel over columns of whole numbers."""
