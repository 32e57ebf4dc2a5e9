"""Whoever only reads or writes the register loads neither cards nor gates: commands start in a moment."""

import subprocess
import sys

HEAVY = [
    "alembic",
    "polars",
    "pandas",
    "lightgbm",
    "mlflow",
    "peel_ml.cards",
    "peel_ml.usecase",
    "peel_ml.assurance.gates",
]


def test_the_register_loads_neither_cards_nor_gates_nor_tables():
    program = f"import sys, peel_ml.assurance.register.desk; print([one for one in {HEAVY} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
