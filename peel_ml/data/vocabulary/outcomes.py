"""How police.uk words the outcome of a crime, and what each says about whether anybody was held to account.

``POSITIVE`` follows the Home Office's outcome framework (Crime outcomes in England and Wales, types 1 to 8: charge or
summons, caution, penalty notice, cannabis or khat warning, community resolution, taken into consideration), with the
results of court, which follow a charge. ``ENDED`` is the end of an investigation without one of these. ``OPEN`` is
neither: nothing is decided, or nobody says what was decided. It is unknown, and never a negative.
"""

from __future__ import annotations

from collections.abc import Iterable

POSITIVE, ENDED, OPEN = "positive", "ended", "open"

_WORDS: dict[str, tuple[str, ...]] = {
    POSITIVE: (
        "Suspect charged",
        "Suspect charged as part of another case",
        "Offender given a caution",
        "Offender given penalty notice",
        "Offender given a drugs possession warning",
        "Local resolution",
        # What followed a charge: the person was charged, whatever the court then found.
        "Awaiting court outcome",
        "Court result unavailable",
        "Court case unable to proceed",
        "Defendant found not guilty",
        "Defendant sent to Crown Court",
        "Offender sent to prison",
        "Offender given community sentence",
        "Offender fined",
        "Offender given suspended prison sentence",
        "Offender given conditional discharge",
        "Offender given absolute discharge",
        "Offender deprived of property",
        "Offender otherwise dealt with",
        "Offender ordered to pay compensation",
    ),
    ENDED: (
        "Investigation complete; no suspect identified",
        "Unable to prosecute suspect",
        "Formal action is not in the public interest",
        "Further investigation is not in the public interest",
        "Further action is not in the public interest",
        "Action to be taken by another organisation",
    ),
    OPEN: ("Under investigation", "Status update unavailable"),
}

MEANING: dict[str, str] = {label: meaning for meaning, labels in _WORDS.items() for label in labels}
"""Every label that is known: positive, ended or open."""

NO_UPDATE = "Status update unavailable"
"""The force stopped telling how the crime stands: whatever happened since is unknown."""


def unknown_labels(labels: Iterable[str | None]) -> set[str]:
    """Return the labels that are not in the table.

    Examples
    --------
    >>> unknown_labels(["Suspect charged", None, "Suspect apologised"])
    {'Suspect apologised'}
    """
    return {label for label in labels if label is not None} - set(MEANING)
