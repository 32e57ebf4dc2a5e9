from threading import Event, Timer
from time import sleep

import pytest

from peel_ml.tuning.workers import Stopped, Workers


@pytest.mark.parametrize("count", [1, 2, 5])
def test_answers_come_in_the_order_of_the_items(count):
    assert list(Workers(count).each(lambda item: sleep((4 - item) / 200) or item, [0, 1, 2, 3, 4])) == [0, 1, 2, 3, 4]


def test_two_jobs_are_under_way_at_a_time():
    """Each job waits for the other: one at a time would wait for ever."""
    here = [Event(), Event()]

    def meet(item):
        here[item].set()
        return here[1 - item].wait(30)

    assert list(Workers(2).each(meet, [0, 1])) == [True, True]


def endless(crew, item, ended):
    """Work until told to stop, and note the end."""
    try:
        while True:
            crew.go_on()
            sleep(0.001)
    except Stopped:
        ended.append(item)
        raise


def test_a_failure_stops_the_jobs_under_way_and_those_to_come():
    crew, begun, ended = Workers(2), [], []

    def job(item):
        begun.append(item)
        if item == 0:
            raise OSError("no room")
        endless(crew, item, ended)

    with pytest.raises(OSError, match="no room"):
        list(crew.each(job, range(50)))
    assert set(ended) == set(begun) - {0}
    assert len(begun) < 50
    crew.go_on()  # the next jobs may begin


def test_leaving_early_stops_the_rest():
    crew = Workers(2)

    def job(item):
        while item:
            crew.go_on()
            sleep(0.001)
        return item

    answers = crew.each(job, [0, 1, 2, 3])
    assert next(answers) == 0
    answers.close()  # returns, although the other jobs never end of themselves


def test_what_is_done_meanwhile_waits_for_what_is_needed_now():
    order, free = [], Event()
    with Workers(2) as crew:
        crew.meanwhile(lambda item: free.wait(30), [0, 1])
        crew.meanwhile(order.append, ["later"])
        # Both workers are held until everything stands in the queue.
        Timer(0.2, free.set).start()
        list(crew.each(order.append, ["now", "now too"]))
    assert sorted(order[:2]) == ["now", "now too"]


def test_one_worker_begins_nothing_meanwhile():
    with Workers(1) as crew:
        crew.meanwhile(pytest.fail, ["begun"])
        assert list(crew.each(abs, [-1, -2])) == [1, 2]


def test_the_end_stops_what_is_done_meanwhile():
    ended = []

    with Workers(2) as crew:
        crew.meanwhile(lambda item: endless(crew, item, ended), [0, 1])
        while crew._waiting.qsize():
            sleep(0.001)
    assert sorted(ended) == [0, 1]


def test_nothing_is_begun_meanwhile_that_nobody_would_end():
    with pytest.raises(RuntimeError, match="with statement"):
        Workers(2).meanwhile(abs, [1])
