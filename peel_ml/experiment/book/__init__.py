"""The whole problem book at once: each use case in a process of its own, and one summary of all.

`asked` says what runs, `children` starts and ends the processes, `kept` remembers what an interrupted book had done,
`walk` brings them together, `summary` writes it down.
"""

from peel_ml.experiment.book.asked import BookRequest, Planned, plan
from peel_ml.experiment.book.rows import Book, Row
from peel_ml.experiment.book.walk import Told, run_book, run_one

__all__ = ["Book", "BookRequest", "Planned", "Row", "Told", "plan", "run_book", "run_one"]
