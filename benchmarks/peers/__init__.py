"""The same work by others: the scripts of each peer, run by an environment of its own, and what is made of them."""
