"""Model checks: does the model earn trust? One file a code; the table is in `table`."""
