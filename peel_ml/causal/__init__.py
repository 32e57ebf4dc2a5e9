"""Effects of a change in practice on areas: several methods, and what would show that there is none."""
