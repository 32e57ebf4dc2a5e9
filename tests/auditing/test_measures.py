"""Which characteristic a column stands for."""

from peel_ml.auditing.measures import asked_of, protected_of
from peel_ml.data.declaration import NINE
from peel_ml.errors import Problems


def test_a_column_whose_name_tells_nothing_is_compared_and_counts_as_none_of_the_nine():
    problems = Problems()
    declared = protected_of(asked_of(("borough", "gender", "race=code"), (), problems), ())
    assert not len(problems)
    assert {name: one.characteristic for name, one in declared.measured.items()} == {
        "borough": "other",
        "gender": "sex",
        "code": "race",
    }
    assert "counts as none of them" in declared.measured["borough"].label
    assert set(declared.not_measured) == set(NINE) - {"sex", "race"}
