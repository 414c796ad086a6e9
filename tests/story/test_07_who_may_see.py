"""Nobody sees what is not theirs; a look at a name leaves a line."""

from sqlalchemy import text

from siharat.db.schema import metadata
from siharat.people import looks


def test_another_citizen_learns_nothing(stage, siti, andi):
    incident = siti.presses()["incident"]["id"]
    budi = type(siti)(stage, "Budi", siti.phone)
    budi.registers()
    for method, path, body in [("GET", "", None), ("POST", "/cancel", {}), ("POST", "/messages", {"text": "x"}),
                               ("POST", "/claim", None)]:
        assert stage.call(method, f"/api/v1/incidents/{incident}{path}", body, budi.token).status == 404
    assert stage.call("GET", "/api/v1/incidents", None, budi.token)["incidents"] == []


def test_another_station_sees_nothing_and_the_desk_above_sees_it(stage, siti, andi, hasan, yusuf):
    incident = siti.presses()["incident"]["id"]
    assert hasan.sees(incident).status == 404
    assert yusuf.sees(incident).status == 200
    assert stage.call("GET", "/api/v1/incidents?station=63.72", None, hasan.token).status == 404


def test_a_name_stands_in_the_claim_and_nowhere_before(siti, andi, rahmat):
    incident = siti.presses()["incident"]["id"]
    assert "citizen" not in andi.sees(incident).body
    andi.claims(incident)
    assert andi.sees(incident)["citizen"]["name"] == "Siti Aisyah"
    assert "citizen" not in rahmat.sees(incident).body


def test_who_does_not_work_on_it_gives_a_reason_and_leaves_a_line(stage, siti, andi, dewi):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    assert dewi.act(incident, "identity", {}).status == 422
    assert dewi.act(incident, "identity", {"reason": "keluarga menelepon ke SPKT"})["name"] == "Siti Aisyah"
    assert andi.act(incident, "identity", {})["name"] == "Siti Aisyah", "who works on it needs no reason"
    lines = stage.do(stage.app.services.db.read(lambda tx: tx.all(looks.OF_CITIZEN, citizen=siti.id)))
    assert [line.officer for line in lines] == [dewi.id]


def test_a_revoked_session_ends_and_its_stream_closes_within_five_seconds(stage, siti, andi):
    andi.opens_phone()
    assert stage.call("POST", "/api/v1/sign-out", None, andi.token).status == 204
    stage.after(5)
    siti.presses()
    assert andi.phone.events == []
    assert stage.call("GET", "/api/v1/incidents", None, andi.token).status == 401


def test_nothing_in_the_database_shows_a_name_or_a_number(stage, siti, andi):
    incident = siti.presses(note="Siti Aisyah di sini")["incident"]["id"]
    siti.writes(incident, "nama saya Siti Aisyah")
    rows = stage.do(stage.app.services.db.read(everything))
    assert "Siti" not in rows
    assert "34567731" not in rows
    assert "Andi" not in rows


def everything(tx):
    tables = [table.name for table in metadata.sorted_tables]
    return str([tuple(row) for table in tables for row in tx.all(text(f"SELECT * FROM {table}"))])
