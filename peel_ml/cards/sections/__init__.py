"""One file a section: each is a pure function of the record and its declaration."""
