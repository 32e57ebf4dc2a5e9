"""The register: the problem book by objective, each use case with the finding of its last published card."""

from peel_ml.cards.register.build import build_register
from peel_ml.cards.register.content import Declared, Line, Register, Shelf
from peel_ml.cards.register.html import to_html
from peel_ml.cards.signed.states import ScopeState

__all__ = ["Declared", "Line", "Register", "ScopeState", "Shelf", "build_register", "to_html"]
