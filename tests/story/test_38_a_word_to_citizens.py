"""A desk speaks to the citizens of an area: looked at twice, behind every alarm, and nobody outside is reached."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from siharat.broadcast import actions, rules, store, waves
from siharat.broadcast.rules import Area, read_wish
from siharat.incident import log
from siharat.kernel import Problem
from siharat.kernel.place import Place
from siharat.people import sessions
from tests.conftest import play
from tests.story.cast import BANJARMASIN, LOKTABAT
from tests.story.conftest import hire, settle_in
from tests.story.test_08_by_push_too import PushService

SAID = {"status": "Actual", "event": "flood", "response": "Avoid", "urgency": "Immediate", "severity": "Severe",
        "certainty": "Observed", "minutes": "120", "headline": "Banjir di Jalan Panglima Batur",
        "text": "Air setinggi lutut. Kendaraan dialihkan.", "instruction": "Jangan lewat sampai surut.",
        "where": "around", "around": "-3.4402, 114.8211", "km": "2"}
FIRST = {"version": "1"}
"""Of a draft that nobody has changed."""
INSIDE, OUTSIDE = Place(LOKTABAT["lat"], LOKTABAT["lon"]), Place(BANJARMASIN["lat"], BANJARMASIN["lon"])


@pytest.fixture
def push():
    return PushService()


@pytest.fixture
def stage(database_url, tmp_path, push):
    with play(database_url, tmp_path, channels=[push]) as stage:
        yield stage


def as_caller(stage, officer):
    return stage.do(stage.app.services.db.read(lambda tx: sessions.officer_caller(tx, officer.id)))


def does(stage, verb, officer, *args):
    return stage.do(stage.app.services.db.write(verb, as_caller(stage, officer), *args))


def writes(stage, officer, about=None, **changes):
    wish = read_wish(SAID | changes)
    chosen = stage.do(stage.app.services.db.read(actions.choose, as_caller(stage, officer), wish))
    return does(stage, actions.write, officer, wish, chosen, about)


def wants(stage, name, station="63.72"):
    body = {"subscription": name, "station": station}
    answer = stage.call("POST", "/api/v1/warned-phones", body)
    assert answer.status == 201, answer
    return answer.body


def reached(push):
    return [each.address for each in push.carried if json.loads(each.body)["type"] == "broadcast"]


def shown(stage, message, phone_message, state="shown"):
    body = {"state": state, "phone": phone_message["phone"], "receipt_key": phone_message["receipt_key"]}
    return stage.call("POST", f"/api/v1/broadcasts/{message}/receipts", body)


def tally(stage, message):
    return stage.do(stage.app.services.db.read(waves.tally, message))


def public(stage):
    return stage.call("GET", "/api/v1/broadcasts").body


def test_open_pages_hear_it_at_once_and_phones_by_push(stage, siti, dewi, push):
    wants(stage, "a phone")
    message = writes(stage, dewi)
    assert (public(stage), siti.screen.of("broadcast"), reached(push)) == ([], [], []), "a draft is read by nobody"
    assert does(stage, actions.send, dewi, message) == "sent"
    stage.after(2)
    (heard,) = siti.screen.of("broadcast")
    assert heard["words"]["id"]["headline"] == SAID["headline"]
    assert heard["area"]["circles"] == [[-3.4402, 114.8211, 2.0]]
    assert "alarm" not in siti.screen.kinds(), "it never rings"
    (carried,) = push.carried
    assert not carried.urgent
    said = json.loads(carried.body)
    assert (said["headline"], said["area"]["circles"]) == (SAID["headline"], [[-3.4402, 114.8211, 2.0]])
    assert len(carried.body) < 3_993
    assert [each["id"] for each in public(stage)] == [message]
    assert dewi.id not in json.dumps(public(stage)), "who wrote it is the desk's business"


def test_receipts_are_counted_once_and_say_nothing_of_persons(stage, siti, dewi, push):
    for name in ("one", "two", "three"):
        wants(stage, name)
    message = writes(stage, dewi)
    does(stage, actions.send, dewi, message)
    stage.after(2)
    first, second, _ = push.messages("broadcast")
    assert [shown(stage, message, first).status, shown(stage, message, first).status] == [204, 204]
    assert shown(stage, message, second, "outside").status == 204
    assert shown(stage, message, second | {"receipt_key": first["receipt_key"]}).status == 404
    for _ in range(2):
        path = f"/api/v1/broadcasts/{message}/receipts"
        assert stage.call("POST", path, {"state": "shown"}, siti.token).status == 204
    assert stage.call("POST", path, {"state": "shown"}).status == 401
    counts = {"push": {"sent": 1, "shown": 1, "outside": 1}, "page": {"shown": 1}}
    assert tally(stage, message) == counts
    rows = stage.do(stage.app.services.db.read(lambda tx: tx.all(store.text("SELECT * FROM broadcast_reach"))))
    assert siti.id not in json.dumps([tuple(row) for row in rows])
    stage.app.services.clock.advance(9 * 86_400)
    stage.after(5)
    assert tally(stage, message) == counts, "a week later only the figures are left"
    rows = stage.do(stage.app.services.db.read(lambda tx: tx.all(store.text("SELECT * FROM broadcast_reach"))))
    assert rows == []


def test_the_book_of_the_station_says_who_sent_it_and_its_chain_holds(stage, siti, dewi, yusuf):
    dewi.opens_phone()
    message = writes(stage, dewi)
    does(stage, actions.send, dewi, message)
    siti.presses()
    dewi.phone.close()
    dewi.phone.open(resume=True)
    lines = stage.do(stage.app.services.db.read(log.since, "63.72", 0))
    (line,) = [line for line in lines if line.kind == "broadcast_sent"]
    assert (line.actor, line.payload["words"]["id"][0]) == (f"officer:{dewi.id}", SAID["headline"])
    assert not [each for each in stage.do(stage.app.services.db.read(lambda tx: [*log.verify(tx)]))
                if isinstance(each, log.Broken)]
    assert dewi.phone.alarms, "what stands between alarms in the book stops none"


def test_a_whole_station_needs_a_second_person(stage, dewi, siti):
    message = writes(stage, dewi, where="whole")
    assert does(stage, actions.look, dewi, message).second
    assert does(stage, actions.send, dewi, message) == "waits"
    assert public(stage) == []
    with pytest.raises(Problem, match="sent or dropped"):
        does(stage, actions.send, dewi, message)
    assert public(stage) == [], "not by pressing twice either"
    second = hire(stage, "63.72", "Aiptu", "Rina Wati", "operator")
    assert does(stage, actions.send, second, message) == "sent"
    (heard,) = siti.screen.of("broadcast")
    assert heard["area"]["name"] == "Polres Banjarbaru"
    with pytest.raises(Problem, match="sent or dropped"):
        does(stage, actions.send, dewi, message)


def test_without_the_rule_of_two_it_would_go_at_once(stage, dewi, monkeypatch):
    """The planted fault: the test before would be red."""
    monkeypatch.setattr(rules, "needs_second", lambda *args: False)
    message = writes(stage, dewi, where="whole")
    assert does(stage, actions.send, dewi, message) == "sent"


def test_many_phones_need_a_second_person_too(stage, dewi, monkeypatch):
    monkeypatch.setattr(rules, "MANY_PHONES", 1)
    for name in ("one", "two"):
        wants(stage, name)
    message = writes(stage, dewi)
    assert does(stage, actions.look, dewi, message).phones == 2
    assert does(stage, actions.send, dewi, message) == "waits"


def test_an_update_takes_its_place_and_a_cancel_ends_it_at_once(stage, dewi, siti, push):
    wants(stage, "a phone")
    first = writes(stage, dewi)
    does(stage, actions.send, dewi, first)
    stage.after(2)
    second = writes(stage, dewi, first, text="Air setinggi pinggang.")
    assert [each["id"] for each in public(stage)] == [first], "an update that is not sent changes nothing"
    does(stage, actions.send, dewi, second)
    stage.after(2)
    (now,) = public(stage)
    assert (now["id"], now["kind"], now["about"], now["replaces"]) == (second, "Update", first, [first])
    with pytest.raises(Problem, match="later message"):
        does(stage, actions.call_off, dewi, first, "sudah surut")
    third = does(stage, actions.call_off, dewi, second, "sudah surut")
    assert public(stage) == []
    stage.after(2)
    assert [each["kind"] for each in siti.screen.of("broadcast")] == ["Alert", "Update", "Cancel"]
    assert [each.topic for each in push.carried] == [first] * 3, "one replaces the other at the push service"
    xml = stage.call("GET", f"/api/v1/broadcasts/{third}.cap").body
    assert "<msgType>Cancel</msgType>" in xml
    assert xml.count("siharat-") == 3, "itself, and the two that it refers to"
    with pytest.raises(Problem, match="later message"):
        writes(stage, dewi, third)


def test_an_update_that_was_written_before_the_thread_went_on_is_not_sent(stage, dewi):
    first = writes(stage, dewi)
    does(stage, actions.send, dewi, first)
    late = writes(stage, dewi, first, text="kata lama")
    does(stage, actions.call_off, dewi, first, "selesai")
    with pytest.raises(Problem, match="later message"):
        does(stage, actions.send, dewi, late)


def test_only_a_desk_speaks_and_only_for_its_own_area(stage, andi, hasan, dewi, yusuf):
    with pytest.raises(Problem, match="no such broadcast"):
        writes(stage, andi)
    message = writes(stage, dewi)
    beside = hire(stage, "63.71", "Aiptu", "Sari Dewanti", "operator")
    for verb in (actions.look, actions.send, actions.drop):
        with pytest.raises(Problem, match="no such broadcast"):
            does(stage, verb, beside, message)
    with pytest.raises(Problem, match="outside your area"):
        writes(stage, dewi, around=f"{OUTSIDE.lat}, {OUTSIDE.lon}")
    assert does(stage, actions.look, yusuf, message).message.id == message, "the province sees what stations say"


def test_the_province_speaks_for_several_stations(stage, yusuf):
    several = {"where": "whole", "station:63.72": "1", "station:63.71": "1"}
    message = writes(stage, yusuf, **several)
    found = does(stage, actions.look, yusuf, message).message
    assert set(found.stations) == {"63.71", "63.72"}
    assert found.area.holds(INSIDE)
    assert found.area.holds(OUTSIDE)


def test_it_reaches_nobody_outside(stage, dewi, push):
    """Phones of other stations are not sent it, and of those inside each can see from the message that it is meant."""
    wants(stage, "in Banjarbaru")
    wants(stage, "in Banjarmasin", "63.71")
    does(stage, actions.send, dewi, writes(stage, dewi))
    stage.after(2)
    assert reached(push) == ["in Banjarbaru"]
    (said,) = push.messages("broadcast")
    area = Area(said["area"]["name"], tuple(said["area"]["polygons"]), tuple(said["area"]["circles"]))
    assert (area.holds(INSIDE), area.holds(OUTSIDE)) == (True, False)


def test_a_planted_fault_would_reach_somebody_outside(stage, dewi, push, monkeypatch):
    monkeypatch.setattr(waves, "NEXT", waves.text("""SELECT id, address FROM warned_phone WHERE id > :after
        ORDER BY id LIMIT :limit"""))
    monkeypatch.setattr(waves, "_prepare", faulty(waves._prepare))
    with pytest.raises(AssertionError, match="Banjarmasin"):
        test_it_reaches_nobody_outside(stage, dewi, push)


def faulty(prepare):
    """The statement without its stations takes one parameter less."""
    def every_phone(tx, broadcast_id):
        asked = tx.all

        class Careless:
            def __getattr__(self, name):
                return getattr(tx, name)

            def all(self, statement, **params):
                if statement is waves.NEXT:
                    params.pop("stations")
                return asked(statement, **params)

        return prepare(Careless(), broadcast_id)

    return every_phone


def test_alarms_go_first(stage, siti, dewi, andi, push, monkeypatch):
    """Of a broadcast to many, an alarm that comes in the middle waits for nothing: no wave leaves in its first
    seconds, and then they go on until everybody has been told."""
    monkeypatch.setattr(waves, "WAVE", 5)
    for number in range(40):
        wants(stage, f"phone {number}")
    assert stage.call("POST", "/api/v1/devices", {"kind": "web_push", "subscription": "andi"}, andi.token).status == 201
    does(stage, actions.send, dewi, writes(stage, dewi))
    stage.after(2)
    before = len(reached(push))
    assert 5 <= before < 40
    siti.presses()
    assert [each.address for each in push.carried][before:] == ["andi"], "the alarm is out, and no wave with it"
    stage.after(2)
    assert len(reached(push)) <= before + 5, "a wave that was under way, and no other"
    stage.after(30)
    assert sorted(reached(push)) == sorted(f"phone {number}" for number in range(40)), "each once"


def test_if_nothing_stood_back_a_wave_would_go_with_the_alarm(stage, siti, dewi, andi, push, monkeypatch):
    monkeypatch.setattr(waves, "_stands_back", lambda *args: False)
    with pytest.raises(AssertionError):
        test_alarms_go_first(stage, siti, dewi, andi, push, monkeypatch)


def test_while_somebody_always_presses_it_still_goes(stage, siti, dewi, push):
    wants(stage, "a phone")
    does(stage, actions.send, dewi, writes(stage, dewi))
    for number in range(20):
        stage.after(2)
        settle_in(stage, f"Warga {number}", f"0812-0000-{number:04}").presses()
    assert reached(push) == ["a phone"]


def test_ten_thousand_pages_are_told_in_parts_and_an_alarm_between_them_first(stage, siti, dewi, andi):
    """The hub hands out the broadcast some pages at a time; the officer's phone rings before the last of them."""
    order = []

    class Page:
        def __init__(self, name):
            self.name = name

        def write(self, data):
            if data.startswith(b"event: broadcast"):
                order.append(self.name)
            return True

        def close(self): ...

    from siharat.people.access import CitizenCaller
    from siharat.web.api.audience import Stream

    hub = stage.app.services.hub
    pages_open = [Stream(CitizenCaller(f"c{number}"), "", Page(number), False) for number in range(10_000)]
    for stream in pages_open:
        hub.audience.join(stream)
    andi.opens_phone()
    heard = andi.phone.heard

    async def noted(event):
        if event.kind == "alarm":
            order.append("alarm")
        await heard(event)

    andi.phone.heard = noted
    does(stage, actions.send, dewi, writes(stage, dewi))
    siti.presses()
    stage.after(10)
    assert 0 < order.index("alarm") < 2_000
    assert len([each for each in order if each != "alarm"]) == 10_000
    for stream in pages_open:
        hub.audience.leave(stream)


def test_a_server_that_dies_with_a_wave_goes_on_with_the_next(stage, dewi, push, monkeypatch):
    monkeypatch.setattr(waves, "WAVE", 2)
    for number in range(6):
        wants(stage, f"phone {number}")
    push.breaks = True
    died = waves._settle
    monkeypatch.setattr(waves, "_settle", lambda *args: None)
    does(stage, actions.send, dewi, writes(stage, dewi))
    stage.after(2)
    push.breaks = False
    monkeypatch.setattr(waves, "_settle", died)
    stage.after(200)
    assert reached(push) == ["phone 2", "phone 3", "phone 4", "phone 5"]


def test_a_phone_that_is_gone_is_forgotten_and_one_may_change_its_mind(stage, dewi, push):
    kept, left = wants(stage, "kept"), wants(stage, "left")
    assert wants(stage, "kept")["id"] == kept["id"], "the same phone"
    assert stage.call("DELETE", f"/api/v1/warned-phones/{left['id']}", {"key": kept["key"]}).status == 404
    assert stage.call("DELETE", f"/api/v1/warned-phones/{left['id']}", {"key": left["key"]}).status == 204
    push.says = "gone"
    message = writes(stage, dewi)
    does(stage, actions.send, dewi, message)
    stage.after(2)
    assert reached(push) == ["kept"]
    assert does(stage, actions.look, dewi, writes(stage, dewi)).phones == 0


def test_who_leaves_twice_takes_nobody_else_along(stage, dewi, push):
    left = wants(stage, "left")
    leaves = "DELETE", f"/api/v1/warned-phones/{left['id']}", {"key": left["key"]}
    assert stage.call(*leaves).status == 204
    assert wants(stage, "came after")["id"] != left["id"]
    stage.call(*leaves)
    does(stage, actions.send, dewi, writes(stage, dewi))
    stage.after(2)
    assert reached(push) == ["came after"]


def test_an_incidents_place_is_blurred_before_everybody_reads_it(stage, siti, dewi):
    code = siti.presses(location={"lat": -3.440234, "lon": 114.821178, "accuracy_m": 5})["incident"]["code"]
    message = does(stage, actions.look, dewi, writes(stage, dewi, around=code.lower())).message
    assert message.area.circles == ((-3.44, 114.821, 2.0),)
    assert code not in message.area.name


def test_what_the_desk_typed_of_an_incidents_place_is_not_published(stage, siti, dewi):
    code = siti.presses()["incident"]["code"]
    said = store.text("UPDATE incident SET locality = 'rumah Bu Ani' WHERE code = :code")
    stage.do(stage.app.services.db.write(lambda tx: tx.run(said, code=code)))
    message = does(stage, actions.look, dewi, writes(stage, dewi, around=code)).message
    assert "Bu Ani" not in message.area.name
    assert "Loktabat" in message.area.name


def test_where_no_push_service_is_there_no_wave_is_due_again(database_url, tmp_path):
    with play(database_url, tmp_path) as stage:
        dewi = hire(stage, "63.72", "Aiptu", "Dewi Lestari", "operator")
        does(stage, actions.send, dewi, writes(stage, dewi))
        stage.after(2)
        due = store.text("SELECT count(*) FROM wakeup WHERE kind = :kind")
        assert stage.do(stage.app.services.db.read(lambda tx: tx.value(due, kind=waves.WAVE_DUE))) == 0


def pages(stage, who, door="komando"):
    """Their browser: reads a page, or sends its form."""
    def visit(path, said=None):
        headers = {"cookie": f"siharat_{door}={who.token}", "host": "test", "sec-fetch-site": "same-origin",
                   "content-type": "application/x-www-form-urlencoded"}
        if said is None:
            return stage.call("GET", path, None, None, headers)
        csrf = sessions.csrf_token(stage.app.services.keys, who.token)
        return stage.call("POST", path, urlencode({**said, "csrf": csrf}).encode(), None, headers)

    return visit


def test_from_the_form_to_the_page_that_everybody_reads_without_script(stage, siti, dewi):
    visit = pages(stage, dewi)
    assert "Loktabat Utara" in visit("/komando/siaran/tulis").body
    wrong = visit("/komando/siaran", SAID | {"headline": "", "text": "<script>x</script>"})
    assert (wrong.status, "Tulis judulnya" in wrong.body) == (422, True)
    assert "&lt;script&gt;x&lt;/script&gt;" in wrong.body, "what was typed is still there"
    english = {"headline_en": "Flood", "text_en": "Knee-deep."}
    look = visit("/komando/siaran", SAID | english | {"headline": "<b>Banjir</b>"}).headers["location"]
    preview = visit(look)
    assert "Belum ada warga yang membacanya" in preview.body
    message = look.rpartition("/")[2]
    assert stage.call("GET", f"/siaran/{message}").status == 404
    assert stage.call("GET", f"/api/v1/broadcasts/{message}.cap").status == 404
    assert visit(f"{look}/kirim", FIRST).headers["location"] == look
    for path in ("/siaran", f"/siaran/{message}", "/"):
        page = pages(stage, siti, "warga")(path)
        assert "&lt;b&gt;Banjir&lt;/b&gt;" in page.body, path
    xml = stage.call("GET", f"/api/v1/broadcasts/{message}.cap")
    assert xml.headers["content-type"].startswith("application/cap+xml")
    assert (xml.body.count("<info>"), "&lt;b&gt;Banjir&lt;/b&gt;" in xml.body) == (2, True)
    feed = stage.call("GET", "/siaran.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert message in feed.body
    assert "Sudah tidak berlaku" not in stage.call("GET", "/siaran").body
    assert visit(f"{look}/cabut", {"reason": " "}).status == 422
    visit(f"{look}/cabut", {"reason": "sudah surut"})
    assert "Sudah tidak berlaku" in stage.call("GET", "/siaran").body
    assert "&lt;b&gt;Banjir" not in pages(stage, siti, "warga")("/").body


def test_sixty_newer_ones_for_elsewhere_hide_none_from_the_page_and_no_thread_is_read_for_it(
        stage, siti, dewi, monkeypatch):
    message = writes(stage, dewi)
    does(stage, actions.send, dewi, message)
    stage.after(2)

    def elsewhere(tx):
        there = Area("Banjarmasin", circles=((OUTSIDE.lat, OUTSIDE.lon, 2.0),))
        for _ in range(60):
            each = tx.identity.uuid7()
            store.insert(tx, replace(store.get(tx, message), id=each, about=each, area=there, stations=("63.71",)))
            tx.run(store.SEND, id=each, now=tx.now, by=dewi.id, until=tx.now + 3_600_000, phones=0)

    stage.do(stage.app.services.db.write(elsewhere))
    assert message in [each["id"] for each in public(stage)], "an open page takes down what is missing there"
    monkeypatch.setattr(store, "THREAD", "never asked")
    assert SAID["headline"] in pages(stage, siti, "warga")("/").body


def test_what_holds_for_a_week_is_still_there_in_its_last_minute(stage, siti, dewi):
    does(stage, actions.send, dewi, writes(stage, dewi, minutes=str(rules.LONGEST_MINUTES)))
    stage.app.services.clock.advance(rules.LONGEST_MINUTES * 60 - 30)
    assert len(public(stage)) == 1
    stage.app.services.clock.advance(60)
    assert public(stage) == []


def test_the_word_of_a_drill_comes_with_the_message_and_not_before(stage, siti, dewi):
    visit = pages(stage, siti, "warga")
    assert "LATIHAN" not in visit("/").body
    words = {"headline_en": "Flood", "text_en": "Knee-deep."}
    does(stage, actions.send, dewi, writes(stage, dewi, status="Exercise", **words))
    (heard,) = siti.screen.of("broadcast")
    assert {language: said["mark"] for language, said in heard["words"].items()} == {"id": "LATIHAN", "en": "DRILL"}
    assert f"LATIHAN · {SAID['headline']}" in visit("/").body


def test_the_second_person_reads_it_and_sends_it(stage, dewi):
    second = pages(stage, hire(stage, "63.72", "Aiptu", "Rina Wati", "operator"))
    look = pages(stage, dewi)("/komando/siaran", SAID | {"where": "whole"}).headers["location"]
    pages(stage, dewi)(f"{look}/kirim", FIRST)
    assert "Menunggu orang kedua" in pages(stage, dewi)(look).body
    assert f'action="{look}/kirim"' not in pages(stage, dewi)(look).body
    assert "Saya sudah memeriksa" in second(look).body
    second(f"{look}/kirim", FIRST)
    assert dewi.name in second(look).body
    assert [each["area"]["name"] for each in public(stage)] == ["Polres Banjarbaru"]


def test_the_page_of_somebody_who_was_last_elsewhere_does_not_show_it(stage, siti, dewi, hasan):
    """By the last place that is known already; without one by the home station."""
    there = settle_in(stage, "Noor", "0812-3456-7732")
    for citizen, place, by in ((siti, LOKTABAT, dewi), (there, BANJARMASIN, hasan)):
        incident = citizen.presses(location=place)["incident"]["id"]
        by.claims(incident)
        assert by.closes(incident).status == 200
    stage.after(1_000)
    does(stage, actions.send, dewi, writes(stage, dewi))
    assert "Panglima Batur" in pages(stage, siti, "warga")("/").body
    assert "Panglima Batur" not in pages(stage, there, "warga")("/").body


def test_if_every_place_were_inside_that_page_would_show_it(stage, siti, dewi, hasan, monkeypatch):
    """The planted fault."""
    monkeypatch.setattr(Area, "holds", lambda area, place: True)
    with pytest.raises(AssertionError):
        test_the_page_of_somebody_who_was_last_elsewhere_does_not_show_it(stage, siti, dewi, hasan)


def test_an_update_begins_with_what_was_said(stage, dewi):
    message = writes(stage, dewi)
    does(stage, actions.send, dewi, message)
    form = pages(stage, dewi)(f"/komando/siaran/tulis?perbarui={message}").body
    assert SAID["headline"] in form
    assert 'value="-3.4402, 114.8211"' in form
    look = pages(stage, dewi)("/komando/siaran", SAID | {"about": message, "text": "Air naik."}).headers["location"]
    pages(stage, dewi)(f"{look}/kirim", FIRST)
    assert "Ada kabar yang lebih baru" in stage.call("GET", f"/siaran/{message}").body


def test_a_form_without_its_place_says_so_and_stands_there(stage, dewi):
    refused = pages(stage, dewi)("/komando/siaran", SAID | {"around": " "})
    assert refused.status == 422
    assert "Tulis tempatnya" in refused.body
    assert "Centang paling sedikit" not in refused.body
    assert '<option value="flood" selected>' in refused.body
    field, = re.findall(r'<input id="around"[^>]*>', refused.body)
    assert 'aria-invalid="true"' in field
    assert "autofocus" in field
