"""Prefect flows: retries, timeouts and a place to watch. No logic of their own. The only home of prefect."""
