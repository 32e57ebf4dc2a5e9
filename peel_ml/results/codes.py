"""Codes that stand for "no value", kept apart because they mean different things."""

NOT_STATED = "Not stated"
"""The person was asked and did not say."""
NOT_RECORDED = "Not recorded"
"""The field is blank."""
REFUSED = "Refused"
"""The person declined, where the source tells that from not stated."""
UNMAPPED = "Unmapped"
"""A value that the category maps do not know: kept, counted, never dropped."""

MISSING_CODES = (NOT_STATED, NOT_RECORDED, REFUSED, UNMAPPED)
