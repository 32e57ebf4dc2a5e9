"""The sections that only an audit of somebody else's model has."""
