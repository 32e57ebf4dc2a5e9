"""Divide the rows into training, validation and held-out, and the columns into features, protected and target."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import Column, Protected, Split, TimeSplit
from peel_ml.data.labels import TRAINING, VALIDATION, HELD_OUT, part_labels, rule_of
from peel_ml.data.parts import FeatureKind, Features, Part, Parts, ProtectedFrame
from peel_ml.data.vocabulary import collapse
from peel_ml.errors import Problems
from peel_ml.results.codes import NOT_RECORDED
