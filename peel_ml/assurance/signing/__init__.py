"""Who said so: Ed25519 keys, DSSE envelopes, and the list of keys that are trusted."""
