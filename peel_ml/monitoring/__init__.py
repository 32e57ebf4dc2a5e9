"""Looks at new data with a finished run: what it, its results or its model rest on may have changed.

`peel_ml.monitoring.story.monitor` is the whole look; `peel_ml.monitoring.watching.watch` compares frames at hand.
``docs/monitoring.md`` says what is watched and how often steady data raise an alarm.
"""
