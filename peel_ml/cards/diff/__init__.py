"""What differs between two cards of one use case: one content, rendered as text, JSON and HTML.

`peel_ml.cards.diff.compare.difference` makes a `Difference` from two sides; the renderings are pure.
"""
