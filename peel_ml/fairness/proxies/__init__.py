"""How far other facts give a protected characteristic away, and what leaving the strongest out would change."""

from peel_ml.fairness.proxies.report import proxies

__all__ = ["proxies"]
