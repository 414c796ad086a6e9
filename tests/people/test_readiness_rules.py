"""From facts to a verdict: whatever the facts, it is one of two, with a reason, and never flatters."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from siharat.kernel.clock import DAY
from siharat.people.readiness_rules import (
    PAID_PROOF_LASTS,
    PROMPT,
    PROOF_LASTS,
    REASONS,
    RINGS,
    Facts,
    Verdict,
    asleep_lack,
    of_officer,
    verdict,
)

NOW = 1_800_000_000_000
PAST = st.none() | st.integers(NOW - 60 * DAY, NOW)
FACTS = st.builds(
    Facts, kind=st.sampled_from(["in_app", "web_push", "ntfy", "sms", "voice"]),
    registered_at=st.integers(NOW - 60 * DAY, NOW), open_until=st.none() | st.integers(NOW - DAY, NOW + DAY),
    proved_at=PAST, silent_since=PAST, late_by=st.none() | st.integers(PROMPT, DAY),
    lack=st.none() | st.sampled_from(["permission_denied", "not_subscribed", "no_sound"]), lack_since=PAST,
    asleep=st.none() | st.sampled_from(["permission_denied", "not_subscribed"]), retired_at=st.none() | PAST)
PROVED = Facts("web_push", NOW - DAY, proved_at=NOW - 1)


@given(FACTS)
def test_either_it_rings_or_there_is_a_reason(facts):
    found = verdict(facts, NOW)
    assert found.rings == (found.why is None)
    assert found.why is None or found.why in REASONS
    assert found.since is None or found.since <= NOW or facts.open_until is not None


@given(FACTS)
def test_what_rings_has_proved_it_or_is_open_now(facts):
    if verdict(facts, NOW).rings:
        assert facts.lack is None
        assert facts.retired_at is None
        if facts.kind == "in_app":
            assert facts.open_until > NOW
        else:
            assert NOW - facts.proved_at < PAID_PROOF_LASTS
            assert facts.silent_since is None or NOW - facts.silent_since < PROMPT
            assert facts.late_by is None


@given(FACTS, st.integers(0, 90 * DAY))
def test_time_alone_never_makes_a_phone_ring(facts, later):
    if not verdict(facts, NOW).rings:
        assert not verdict(facts, NOW + later).rings


@given(FACTS)
def test_without_a_new_proof_every_phone_is_given_up_in_the_end(facts):
    assert not verdict(facts, NOW + 2 * PAID_PROOF_LASTS).rings


def test_an_unanswered_question_counts_after_a_minute_and_not_before():
    asked = replace(PROVED, silent_since=NOW)
    assert verdict(asked, NOW + PROMPT - 1).rings
    assert verdict(asked, NOW + PROMPT) == Verdict(False, "no_answer", NOW)
    assert verdict(replace(asked, proved_at=None), NOW + PROMPT).why == "never_proved"


def test_a_proof_lasts_a_day_and_a_paid_one_a_month():
    assert verdict(PROVED, NOW + PROOF_LASTS).why == "no_proof"
    assert verdict(replace(PROVED, kind="sms"), NOW + PROOF_LASTS).rings


@given(st.lists(st.builds(lambda facts: verdict(facts, NOW), FACTS)))
def test_of_an_officer_one_phone_that_rings_is_enough(devices):
    found = of_officer(devices)
    assert found.rings == any(each.rings for each in devices)
    if not found.rings and devices:
        assert found.why in {each.why for each in devices}
        assert found.since in {each.since for each in devices}


def test_the_reason_that_can_be_mended_soonest_is_told():
    page, push = Verdict(False, "page_closed", 5), Verdict(False, "permission_denied", 3)
    assert of_officer([page, push]) == Verdict(False, "permission_denied", 5)
    assert of_officer([page, push, RINGS]) == RINGS
    assert of_officer([]).why == "never_enrolled"


def test_what_a_browser_says_of_its_permission():
    assert asleep_lack("denied", True) == "permission_denied"
    assert asleep_lack("default", False) == "permission_unasked"
    assert asleep_lack("granted", False) == "not_subscribed"
    assert asleep_lack("granted", True) is None
    assert asleep_lack("not_offered", False) is None
