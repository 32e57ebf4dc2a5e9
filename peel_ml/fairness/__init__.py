"""Does it work differently for different groups? The only home of Fairlearn."""
