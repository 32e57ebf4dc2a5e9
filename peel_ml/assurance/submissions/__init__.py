"""A finished run made ready: frozen, looked at by the gates, with everybody whom it asks."""
