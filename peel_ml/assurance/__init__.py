"""Sign-off: from a run to a decision that holds.

`moves` is the table of everything that may happen, `policy` what each scope asks for, `payloads` what each entry
carries. `submissions` makes a run ready and `gates` judge it; `register` is the desk that records and the book that
is read; `ledger` keeps it, `rules` say what may be added, and `signing` who said so. `verification` is what a
consumer calls, `watch` what looks after all of it, and `case` the argument that a card shows.
"""
