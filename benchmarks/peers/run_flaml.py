"""FLAML, Fairlearn and SHAP: LightGBM tuned by FLAML in its budget, then what a careful person adds by hand."""

from __future__ import annotations

import numpy as np
import reading
from flaml import AutoML
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from stages import Stages

EXPLAINED = 2_000
"""Rows that SHAP explains: as many as `mlflow.models.evaluate` takes."""


def main() -> None:
    given, stages = reading.asked(), Stages()
    with stages.stage("reading"):
        development, test = reading.read(given.rows)
    with stages.stage("learning"):
        automl = AutoML()
        automl.fit(
            development.x,
            development.y,
            task="classification",
            metric="roc_auc",
            estimator_list=["lgbm"],
            time_budget=given.budget,
            n_jobs=given.threads,
            seed=given.seed,
            verbose=0,
        )
        scores = automl.predict_proba(test.x)[:, 1]
    np.save(given.out / "predicted.npy", scores)
    stages.notes = {
        "validation": automl._state.eval_method,
        "best": automl.best_config,
        "configurations": len(automl.config_history),
        "best found after s": automl.time_to_find_best_model,
    }
    if not given.learn_only:
        report(given, stages, automl, test, scores)
    stages.write(given.out)


def report(given, stages: Stages, automl: AutoML, test: reading.Rows, scores: np.ndarray) -> None:
    import groups
    import matplotlib.pyplot as plt
    import shap

    with stages.stage("evaluating"):
        figures = {
            "ROC AUC": roc_auc_score(test.y, scores),
            "average precision": average_precision_score(test.y, scores),
            "Brier score": brier_score_loss(test.y, scores),
        }
    with stages.stage("explaining"):
        sample = test.x.sample(min(EXPLAINED, len(test.x)), random_state=given.seed)
        encoded = automl._transformer.transform(sample) if automl._transformer else sample
        values = shap.TreeExplainer(automl.model.estimator)(encoded)
        if values.values.ndim == 3:
            values = values[..., 1]
        shap.plots.bar(values, show=False)
        plt.savefig(given.out / "shap.png", bbox_inches="tight")
        mean = np.abs(values.values).mean(axis=0)
    with stages.stage("fairness"):
        by_group = groups.write(given.out, test.y, scores, test.protected, given.seed)
    with stages.stage("reporting"):
        lines = ["# LightGBM by FLAML", "", f"Best configuration: `{automl.best_config}`", "", "## Test rows", ""]
        lines += [f"- {name}: {value:.4f}" for name, value in figures.items()]
        lines += ["", "## Mean absolute SHAP value", "", "![Mean absolute SHAP values](shap.png)", ""]
        lines += [f"- {test.x.columns[i]}: {mean[i]:.4f}" for i in np.argsort(-mean)]
        (given.out / "report.md").write_text("\n".join([*lines, "", by_group, ""]))


if __name__ == "__main__":
    main()
