"""What the score goes by: SHAP values, binned, ranked, contrasted between groups, in plain sentences."""

from peel_ml.explanation.explain import explain
from peel_ml.explanation.protocols import Explainable

__all__ = ["Explainable", "explain"]
