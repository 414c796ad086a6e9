"""A station shows its months to everybody; and each month is written down when it is over."""

from __future__ import annotations

from pathlib import Path

from siharat.evaluate import export, monthly
from siharat.people import stations


def test_the_door_is_shut_until_the_administrator_opens_it(stage, siti, andi):
    def visits():
        return stage.call("GET", "/angka/63.72")

    assert visits().status == 404
    stage.do(stage.app.services.db.write(stations.set_public, "63.72", True))
    siti.presses()
    page = visits()
    assert page.status == 200
    assert "Polres Banjarbaru" in page.body
    assert "Siti" not in page.body
    assert "Polres Banjarbaru" in stage.call("GET", "/angka").body
    stage.do(stage.app.services.db.write(stations.set_public, "63.72", False))
    assert visits().status == 404


def test_when_a_month_is_over_its_paper_is_written_once_and_holds(stage, siti, andi, tmp_path):
    incident = siti.presses()["incident"]["id"]
    andi.claims(incident)
    andi.closes(incident)
    services = stage.app.services
    folder = Path(services.settings.data)
    stage.after(3_700)
    assert monthly.listed(folder, "63.72") == [], "the month is not over"
    services.clock.advance(20 * 86_400)
    stage.after(3_700)
    assert monthly.listed(folder, "63.72") == ["2027-01"]
    assert monthly.read(folder, "63.72", "2027-01", "pdf").startswith(b"%PDF")
    checked = export.check(monthly.read(folder, "63.72", "2027-01", "txt"))
    assert checked.figures["counts"]["alarms"] == 1
    written = (folder / monthly.FOLDER / "siharat-63.72-2027-01.pdf").stat().st_mtime_ns
    stage.after(3_700)
    assert (folder / monthly.FOLDER / "siharat-63.72-2027-01.pdf").stat().st_mtime_ns == written
