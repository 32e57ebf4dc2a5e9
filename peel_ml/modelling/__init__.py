"""Models that are fitted, calibrated and applied. The only home of LightGBM; knows no Optuna."""
