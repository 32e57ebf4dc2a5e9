"""On which ground in law the data is processed. A reference to look up, never a claim of having met it."""

from __future__ import annotations

from peel_ml.declaration import Declared


class Law(Declared):
    """Grounds for processing."""

    lawful_basis: str | None = None
    """UK GDPR art. 6 basis, or the DPA 2018 Part 3 ground; or why no personal data is processed."""
    sensitive_processing: bool | None = None
    """Whether special category data, or sensitive processing under Part 3, takes place."""
    condition: str | None = None
    """DPA 2018 Schedule 8 condition (Part 3), or UK GDPR art. 9 with a Schedule 1 condition."""
    policy_document: str | None = None
    """Reference of the appropriate policy document."""
    audit_condition: str | None = None
    """Ground for using protected characteristics to look for disparity."""
