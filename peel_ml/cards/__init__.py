"""The model card: one content model, rendered as JSON, HTML and Markdown.

`peel_ml.cards.build.build` makes a `Card` from a run record; `peel_ml.cards.render.render` gives its files.
Both are pure: no clock, no randomness, the same bytes for the same record.
"""
