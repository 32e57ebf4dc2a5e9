"""The parts of a difference: each a function of two sides."""
