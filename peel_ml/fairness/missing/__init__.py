"""What people without a recorded group could change, and what leaving them out does."""
