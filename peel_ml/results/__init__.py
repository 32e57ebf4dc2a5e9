"""What a run found out: frozen values that explain themselves and compute nothing.

Stages return these, `peel_ml.experiment` gathers them in one `RunRecord`, and cards, MLflow and the command
line only ever read them.
"""
