"""The card of a study: what it says beside the sections that it shares with every card."""
