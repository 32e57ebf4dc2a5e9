"""Writes the folder of a new use case that runs at once, on its own made-up sample or on a file there is.

`asked` checks the request, `columns` proposes roles from a file's names and types, `making` fills in the templates
(one folder a kind of task), all of it or nothing.
"""

from peel_ml.usecase.scaffold.asked import KINDS, Asked
from peel_ml.usecase.scaffold.making import make

__all__ = ["KINDS", "Asked", "make"]
