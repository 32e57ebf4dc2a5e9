"""The card of a forecast that was asked which areas are at the top."""
