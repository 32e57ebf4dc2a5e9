"""Sign-off: from a run to a decision that holds.

`ledger` keeps what was decided and cannot be changed; `book` reads the present state off it; `moves` is the table
of everything that may happen; `gates` say whether it may; `signing` says who said so; `verifying` is what a
consumer calls.
"""
