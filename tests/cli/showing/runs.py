"""Ids of the four runs that these tests stand on."""

REAL, SYNTHETIC, QUICK, AUDIT = (
    "20261123T101500-ab12",
    "20261124T101500-cd34",
    "20261125T000000-ee",
    "20261126T000000-ff",
)
