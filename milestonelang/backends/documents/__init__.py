"""The document model and its renderings as HTML, PDF and Markdown."""
