"""The findings that may be justified, in a few words each."""

from __future__ import annotations

from peel_ml.assurance.justifications import RULES

TITLES = {one.code: one.title for one in RULES}
