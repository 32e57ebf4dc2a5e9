"""Digest and overlap of a split."""

import polars as pl

from peel_ml.data.division import division

FRAME = pl.DataFrame(
    {"who": ["a", "b", "c", None, None], "size": [1, 2, 3, 4, 4], "ended": [True, False, True, True, False]}
)
PARTS = pl.Series(["training", "training", "validation", "held_out", "embargo"])


def test_parts_that_share_nothing_overlap_in_nothing():
    found = division(FRAME, PARTS, "who", ["ended"])
    assert (found.identical_rows, found.shared_clusters) == (0, 0)


def test_the_digest_follows_where_each_row_falls_and_nothing_else():
    same = division(FRAME.with_columns(size=pl.lit(9)), PARTS, None, []).sha256
    assert division(FRAME, PARTS, "who", ["ended"]).sha256 == same
    assert division(FRAME, PARTS.reverse(), "who", ["ended"]).sha256 != same


def test_a_cluster_in_two_parts_is_counted_once_and_blanks_belong_to_nobody():
    frame = FRAME.with_columns(who=pl.Series(["a", "a", "a", None, "a"]))
    assert division(frame, PARTS, "who", []).shared_clusters == 1
    assert division(frame, PARTS, None, []).shared_clusters is None


def test_equal_rows_are_counted_across_parts_without_a_look_at_how_they_ended():
    frame = FRAME.with_columns(who=pl.lit("a"), size=pl.Series([7, 7, 7, 8, 7]))
    assert division(frame, PARTS, None, ["ended"]).identical_rows == 3
    turned = frame.with_columns(ended=~pl.col("ended"))
    assert division(turned, PARTS, None, ["ended"]) == division(frame, PARTS, None, ["ended"])
