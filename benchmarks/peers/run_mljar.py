"""mljar-supervised in the mode `Perform`: it trains, tunes, explains, compares groups and reports by itself."""

from __future__ import annotations

import numpy as np
import reading
from stages import Stages
from supervised import AutoML

WAYS = {
    "lightgbm": {"algorithms": ["LightGBM"]},
    "all": {},
}
"""LightGBM alone, and the algorithms that the mode takes by default."""


def main() -> None:
    given, stages = reading.asked(), Stages()
    with stages.stage("reading"):
        development, test = reading.read(given.rows)
        plain = dict.fromkeys(development.x.select_dtypes("category").columns, object)
        x, judged = development.x.astype(plain), test.x.astype(plain)
    way, _, unfair = given.way.partition("-")
    with stages.stage("learning, explaining, fairness, reporting"):
        automl = AutoML(
            results_path=str(given.out / "automl"),
            mode="Perform",
            total_time_limit=given.budget,
            eval_metric="auc",
            explain_level=0 if given.learn_only else 2,
            n_jobs=given.threads,
            random_state=given.seed,
            **WAYS[way],
        )
        groups = None if given.learn_only or unfair else development.protected
        automl.fit(x, development.y, sensitive_features=groups)
        scores = automl.predict_proba(judged)[:, 1]
    np.save(given.out / "predicted.npy", scores)
    if not given.learn_only:
        with stages.stage("page"):
            automl.report()
    board = automl.get_leaderboard()
    stages.notes = {"models": len(board), "best": automl._best_model.get_name(), "board": board.to_dict("records")}
    stages.write(given.out)


if __name__ == "__main__":
    main()
