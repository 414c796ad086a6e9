"""When to try again, and how a message ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siharat.ring.channels.web_push.answers import Answer, Patience, outcome

STATUSES = st.sampled_from([0, *range(200, 600)])


@given(
    status=STATUSES,
    retry_after=st.floats(0, 1e6),
    tries=st.integers(1, 10),
    left=st.floats(-10, 1e5),
    chance=st.floats(0, 1),
)
def test_a_next_try_is_early_enough_and_not_at_once(status, retry_after, tries, left, chance):
    answer = Answer(status, retry_after)
    pause = Patience().next_try(tries, answer, left, lambda: chance)
    if pause is None:
        assert outcome(answer, tries).state in ("sent", "gone", "failed")
    else:
        assert tries < 4
        assert retry_after <= pause < left
        assert pause >= 0.25 * 2 ** (tries - 1)
        assert status not in (200, 201, 202, 404, 410, 413, 403, 400)


@given(status=STATUSES)
def test_only_an_acceptance_is_called_sent_and_only_the_dead_are_gone(status):
    state = outcome(Answer(status), 1).state
    assert (state == "sent") is (status in (200, 201, 202))
    assert (state == "gone") is (status in (404, 410))
