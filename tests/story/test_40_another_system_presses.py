"""Another system raises an alarm: signed or refused, never lost, and it learns nothing."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siharat.exchange import incoming, signing, sources
from siharat.incident import log
from siharat.incident import store as incidents
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE
from siharat.succeed import actions as succeed
from tests.story.cast import BANJARMASIN, LOKTABAT
from tests.story.conftest import hire

EVENT = {"external_id": "BJB-2026-0817", "location": LOKTABAT, "note": "Kaca pecah, lantai 2", "category": "curat"}


@pytest.fixture
def centre(stage):
    """An alarm centre that Polres Banjarbaru knows."""
    return Centre(stage)


class Centre:
    def __init__(self, stage, station="63.72", name="Pusat Alarm"):
        self.stage, self.count = stage, 0
        self.id, self.secret = stage.do(stage.app.services.db.write(sources.add, station, name, None))

    def tells(self, event=EVENT, *, message=None, at=None, secret=None, source=None, **changed):
        self.count += 1
        body = event if isinstance(event, bytes) else json.dumps({**event, **changed}).encode()
        at = self.stage.app.services.clock.now() if at is None else at
        headers = signing.headers(secret or self.secret, message or f"msg-{self.count}", at, body)
        return self.stage.call("POST", f"/api/v1/sources/{source or self.id}/alarms", body, None, headers)


def incident_of(stage, answer):
    return stage.do(stage.app.services.db.read(incidents.get, answer["incident"]["id"]))


def lines(stage, answer):
    incident = incident_of(stage, answer)
    return [line.kind for line in stage.do(stage.app.services.db.read(log.of_incident, incident.id, incident.station))]


def test_it_rings_every_phone_and_says_whence_it_came(stage, centre, andi, nur, dewi):
    andi.opens_phone()
    nur.opens_phone()
    answer = centre.tells()
    assert answer.status == 201
    assert andi.phone.rings
    assert nur.phone.rings
    incident = incident_of(stage, answer)
    assert (incident.station, incident.road, incident.category, incident.lat) == ("63.72", "system", "curat", -3.4402)
    andi.claims(incident.id)
    assert not nur.phone.rings
    assert "Pusat Alarm: BJB-2026-0817" in str(andi.sees(incident.id).body)
    assert "Kaca pecah" in str(andi.sees(incident.id).body)


def test_the_answer_tells_nothing_but_that_it_came(centre):
    answer = centre.tells(phone="+6281234567731", name="Siti")
    assert set(answer.body) == {"id", "received_at", "duplicate", "incident"}
    assert set(answer["incident"]) == {"id", "code"}
    assert re.fullmatch(r"SHR-[0-9A-Z]{6}", answer["incident"]["code"])


def test_its_caller_may_read_nothing(stage, centre):
    answer = centre.tells()
    for token in (centre.secret, centre.id):
        assert stage.call("GET", f"/api/v1/incidents/{answer['incident']['id']}", None, token).status == 401


def test_the_same_message_again_rings_nobody(stage, centre, andi):
    andi.opens_phone()
    first = centre.tells(message="satu")
    alarms = andi.phone.alarms
    again = centre.tells(message="satu")
    assert (again.status, again["duplicate"]) == (200, True)
    assert again["id"] == first["id"]
    assert again["incident"] == first["incident"]
    assert andi.phone.alarms == alarms
    assert lines(stage, first).count("pressed_again") == 0


def test_what_somebody_kept_is_refused_after_five_minutes(stage, centre):
    now = stage.app.services.clock.now()
    assert centre.tells(at=now - 4 * MINUTE).status == 201
    assert centre.tells(message="lama", at=now - 6 * MINUTE).status == 401
    assert centre.tells(message="esok", at=now + 6 * MINUTE).status == 401


def test_every_refusal_is_the_same(stage, centre):
    other = Centre(stage, "63.71", "Lain")
    off = Centre(stage, name="Dulu")
    stage.do(stage.app.services.db.write(sources.end, off.id))
    refused = [
        centre.tells(secret=signing.secret(b"x" * 32)), centre.tells(secret=other.secret), off.tells(),
        centre.tells(source="01900000-0000-7000-8000-000000000000"), centre.tells(source="tidak-ada"),
        centre.tells(at=0), stage.call("POST", f"/api/v1/sources/{centre.id}/alarms", EVENT),
        stage.call("POST", f"/api/v1/sources/{centre.id}/alarms", EVENT, centre.secret)]
    assert {answer.status for answer in refused} == {401}
    assert len({json.dumps(answer.body) for answer in refused}) == 1


def test_negative_control_an_unsigned_message_would_ring(stage, centre, monkeypatch):
    """A planted fault: nobody looks at the signature."""
    monkeypatch.setattr(incoming, "must_be_signed", lambda tx, source, said, body: None)
    assert centre.tells(secret=signing.secret(b"x" * 32)).status == 201


def test_the_same_external_id_is_the_same_incident_while_it_is_open(stage, centre, andi):
    first = centre.tells()
    stage.after(30)
    second = centre.tells(note="Sekarang ada asap", location={"lat": -3.4410, "lon": 114.8220})
    assert second.status == 201
    assert second["incident"] == first["incident"]
    assert incident_of(stage, first).lat == -3.4410
    assert lines(stage, first).count("pressed_again") == 1
    other = centre.tells(external_id="BJB-2026-0818")
    assert other["incident"] != first["incident"]
    andi.claims(first["incident"]["id"])
    andi.closes(first["incident"]["id"])
    assert centre.tells()["incident"] != first["incident"], "it is over, and somebody presses: it rings"


def test_of_two_sources_the_same_number_is_another_incident(stage, centre):
    assert Centre(stage, name="Lain").tells()["incident"] != centre.tells()["incident"]


def test_many_words_of_one_incident_are_all_kept_and_ring_once(stage, centre, andi):
    andi.opens_phone()
    first = centre.tells()
    andi.claims(first["incident"]["id"])
    rang = lines(stage, first).count("rang_claimer")
    for number in range(10):
        centre.tells(note=f"Kabar {number}")
    assert lines(stage, first).count("pressed_again") == 10
    assert lines(stage, first).count("rang_claimer") == rang
    seen = str(andi.sees(first["incident"]["id"]).body)
    assert all(f"Kabar {number}" in seen for number in range(10))


def test_another_text_under_a_used_id_is_not_swallowed(centre):
    first = centre.tells(message="selalu-sama")
    second = centre.tells(message="selalu-sama", external_id="lain")
    assert (second.status, second["duplicate"]) == (201, False)
    assert second["incident"] != first["incident"]


def test_wherever_it_says_its_own_station_rings_too(stage, centre, andi, hasan):
    andi.opens_phone()
    hasan.opens_phone()
    centre.tells(location=BANJARMASIN)
    assert andi.phone.rings
    assert hasan.phone.rings


def test_where_its_station_was_closed_the_successor_rings(stage, andi):
    there = Centre(stage, "63.71")
    stage.do(stage.app.services.db.write(lambda tx: succeed.merge(tx, None, "63.71", "63.72", "digabung")))
    andi.opens_phone()
    there.tells()
    assert andi.phone.rings


def test_a_place_in_words_is_understood(stage, centre):
    incident = incident_of(stage, centre.tells({"external_id": "1", "where": "Toko di Loktabat Utara, dekat pasar"}))
    assert incident.locality == "Loktabat Utara"
    assert incident.lat is not None


def test_nothing_it_says_is_refused(stage, centre, andi):
    andi.opens_phone()
    assert centre.tells({}).status == 201
    assert andi.phone.rings
    odd = centre.tells({"external_id": {"a": ["\0", 1]}, "location": "di sana", "category": ["x"], "where": {"x": 1},
                        "mode": 7, "note": ["a"], "phone": {}, "name": 5, "pressed_at": "kemarin"})
    assert odd.status == 201


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff", b'{"a":' * 2_000])
def test_only_what_is_no_object_is(centre, body):
    assert centre.tells(body).status == 422


def test_a_body_is_bounded(centre):
    assert centre.tells(b'{"note": "' + b"x" * 70_000 + b'"}').status == 413


def test_a_practice_rings_nobody(stage, centre, andi):
    andi.opens_phone()
    answer = centre.tells(mode="practice")
    assert answer.status == 201
    assert not andi.phone.rings
    assert incident_of(stage, answer).disposition == "test"


def test_who_always_cries_wolf_rings_the_desk_first_in_a_flood(stage, centre, andi, dewi):
    """As of a device: closed as false by a person, again and again, and then there is a flood."""
    policy = incident_of(stage, centre.tells(mode="practice")).policy
    for number in range(policy.history):
        answer = centre.tells(external_id=f"palsu-{number}")
        andi.claims(answer["incident"]["id"])
        andi.closes(answer["incident"]["id"], "false_alarm")
        stage.after(61)
    other = Centre(stage, name="Lain")
    for number in range(policy.flood):
        other.tells(external_id=str(number))
    assert incident_of(stage, centre.tells(external_id="lagi")).narrow_to == "desk"
    assert incident_of(stage, other.tells(external_id="jujur")).narrow_to is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(
    st.sampled_from(["external_id", "location", "note", "category", "where", "mode", "phone", "name", "pressed_at"]),
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
                 lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
                 max_leaves=6)))
def test_whatever_is_signed_is_an_alarm(centre, event):
    assert centre.tells(event).status == 201


@pytest.mark.parametrize("role", ["officer", "operator", "chief", "auditor"])
def test_only_the_administrator_makes_a_source(stage, centre, role):
    from tests.story.test_39_other_systems import act_as

    other = hire(stage, "63.72", "Bripka", "Slamet", role)
    for verb, args in ((sources.add_as, ("x",)), (sources.switch_off, (centre.id,))):
        with pytest.raises(Problem) as refused:
            act_as(stage, other, verb, *args)
        assert refused.value.status == 404


def test_ten_are_enough(stage):
    for number in range(sources.MOST_SOURCES):
        Centre(stage, name=f"S{number}")
    with pytest.raises(Problem, match="10 sources at most"):
        Centre(stage)


def test_its_secret_is_sealed(stage, centre):
    row = stage.do(stage.app.services.db.read(sources.get, centre.id))
    assert centre.secret not in str(row)
