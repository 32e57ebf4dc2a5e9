"""The review pages: where people read, ask and decide."""
