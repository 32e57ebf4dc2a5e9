"""How the card of a forecast of counts is told."""
