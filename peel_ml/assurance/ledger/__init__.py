"""The ledger: what was decided, in order, never changed."""
