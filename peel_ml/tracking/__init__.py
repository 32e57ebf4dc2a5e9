"""Writes finished runs to MLflow. The only home of mlflow: explicit client and run ids, nothing global.

`described` says what of a record MLflow gets (pure), `runs` sends it, `audits` does both for an audit, `models`
makes the loadable model, `storage` opens the database. MLflow is imported when the first run is opened, by
`library` alone, or ahead of that in a thread by `warm`.
"""

from peel_ml.tracking.audits import write_audit
from peel_ml.tracking.described import CardWords
from peel_ml.tracking.export import ModelExport
from peel_ml.tracking.library import warm
from peel_ml.tracking.runs import fail_run, launched_by, open_run, write_run

__all__ = ["CardWords", "ModelExport", "fail_run", "launched_by", "open_run", "warm", "write_audit", "write_run"]
