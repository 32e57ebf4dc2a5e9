"""The search over settings. The only home of Optuna; knows no estimator."""
