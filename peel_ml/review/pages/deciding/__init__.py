"""What a person may do about a matter."""
