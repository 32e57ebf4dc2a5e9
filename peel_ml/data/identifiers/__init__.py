"""Looks for what names a person: in columns, and in what a run is about to write.

`kinds.KINDS` is the table of what is looked for, `people` how names of people are told from other words.
"""

from peel_ml.data.identifiers.columns import KIND_NAMES, ColumnScan, scan_columns
from peel_ml.data.identifiers.texts import mailboxes, personal_mailbox, scan_texts

__all__ = ["KIND_NAMES", "ColumnScan", "mailboxes", "personal_mailbox", "scan_columns", "scan_texts"]
