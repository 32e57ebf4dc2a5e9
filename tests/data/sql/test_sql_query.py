"""Which queries are run at all."""

import pytest

from peel_ml.data.sources.sql_query import read_query
from peel_ml.errors import BadRequest


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "  -- why\n/* ; */ select 1;\n\n",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT 'DELETE; it''s' AS \"update\", `insert`, $$ drop; $$, $q$ into $q$ FROM a",
        "SELECT created_into, updates FROM a WHERE x LIKE '100%' AND y = ':name'",
    ],
)
def test_a_query_that_reads_is_taken_as_it_is(text):
    assert read_query(text).text == text.removesuffix("\n\n").removesuffix(";")
    assert read_query(text).connection == "PEEL_DATA_URL"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no statement"),
        ("-- nothing\n", "no statement"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("DROP TABLE a", "does not begin with SELECT or WITH"),
        ("EXPLAIN SELECT 1", "does not begin with SELECT or WITH"),
        ("WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a", "holds DELETE"),
        ("SELECT * INTO c FROM b", "holds INTO"),
        ("SELECT * FROM b FOR UPDATE", "holds UPDATE"),
        (r"SELECT E'\'; COMMIT; DROP TABLE a --'", "a backslash before a quote"),
        ("SELECT 'open", "is not closed"),
        ("SELECT 1 /* open", "is not closed"),
        ("-- connection: A\n-- connection: B\nSELECT 1", "2 lines name the connection"),
    ],
)
def test_anything_else_is_refused(text, says):
    with pytest.raises(BadRequest) as caught:
        read_query(text)
    assert says in str(caught.value)


def test_a_url_in_the_query_is_refused_and_not_shown():
    with pytest.raises(BadRequest, match="not the name of an environment variable") as caught:
        read_query("-- connection: postgresql://me:hunter2@host/db\nSELECT 1")
    assert "hunter2" not in str(caught.value)


def test_every_problem_is_said_at_once():
    with pytest.raises(BadRequest) as caught:
        read_query("-- connection: a b\nDELETE FROM x; DROP TABLE y")
    assert len(caught.value.problems) == 4
