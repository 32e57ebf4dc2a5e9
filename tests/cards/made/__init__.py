"""Made-up records: run records, the evidence about groups in them, and audits."""

from . import audits
from .declared import declaration
from .records import bare, hollow, hostile, real_final, service, synthetic

__all__ = ["audits", "bare", "declaration", "hollow", "hostile", "real_final", "service", "synthetic"]
