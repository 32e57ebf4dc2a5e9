"""What changed outside sign-off, what time has made of approvals, and what is done about it."""
