"""What would show that an estimate is wrong: each file asks one question."""
