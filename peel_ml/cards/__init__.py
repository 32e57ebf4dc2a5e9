"""The model card: one content model, rendered as JSON, HTML and Markdown; the same bytes for the same record."""
