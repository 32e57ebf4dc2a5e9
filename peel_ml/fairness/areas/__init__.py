"""Groups of areas by who lives in them, compared; it says nothing about single people."""
