"""Rows of groups of given sizes and rates, and the answers about one metric, for the tests of verdicts."""

import numpy as np


def rows_of(assessment, missing="complete_case", characteristic=None):
    return {
        row.group: row
        for row in assessment.rows
        if row.missing == missing and row.metric == assessment.metric and characteristic in (None, row.characteristic)
    }


def made(rng, sizes, rates, expected=0.3):
    groups = np.repeat(list(sizes), list(sizes.values()))
    y = rng.random(len(groups)) < np.repeat([rates[name] for name in sizes], list(sizes.values()))
    return y.astype(np.int8), np.full(len(groups), expected), groups
