"""``/healthz``, ``/readyz`` and ``/metrics``: what a watchdog asks."""

import pytest

from siharat.web import health

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_ready_means_that_a_press_would_be_stored(stage):
    answer = stage.call("GET", "/readyz")
    assert (answer.status, answer["ready"]) == (200, True)


def test_a_full_disk_is_not_ready(stage, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 62)
    answer = stage.call("GET", "/readyz")
    assert (answer.status, answer["disk"]) == (503, False)


def test_metrics_are_for_this_machine_or_who_has_the_token(stage):
    stage.after(6)
    assert "siharat_beat_age_seconds" in stage.call("GET", "/metrics").body
    strange = {"x-forwarded-for": "203.0.113.7"}
    assert stage.call("GET", "/metrics", headers=strange).status == 404
    assert stage.call("GET", "/metrics", None, "", headers=strange).status == 404
    object.__setattr__(stage.app.services.settings, "metrics_token", "a long secret")
    assert stage.call("GET", "/metrics", None, "a long secret", headers=strange).status == 200
    assert stage.call("GET", "/metrics", None, "another", headers=strange).status == 404


def test_alive_and_measured(stage):
    assert stage.call("GET", "/healthz")["status"] == "alive"
    assert 'siharat_waiting{lane="press"}' in stage.call("GET", "/metrics").body
