"""The C program leaves the same rows behind as the product: that is what makes the comparison one."""

import sqlite3

import pytest
from bench.programs import Missing, built, load, write_records

from bench import scene as scenes
from bench import servers, tape

COUNTED = ("incident", "concern", "alarm", "ring", "wakeup", "log_line")
ANSWER = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}"
PRESSES = 5


def rows(database):
    connection = sqlite3.connect(database)
    found = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}
    connection.close()
    return found


@pytest.fixture(scope="module")
def programs():
    try:
        return built("station"), built("load")
    except Missing as missing:
        pytest.skip(f"the C programs cannot be built here: {missing}")


def test_the_tape_replayed_leaves_the_rows_of_the_product(programs, tmp_path):
    scene = scenes.settle(tmp_path / "scene", 20, PRESSES)
    recorder, played = tape.presses(scene, tmp_path / "recorded", PRESSES)
    written = tape.write(tmp_path / "tape", recorder, played, answer=ANSWER)
    database = scene.copy(tmp_path / "replayed").folder / "siharat.db"
    requests = write_records(tmp_path / "requests", [scenes.press_request(scene, n) for n in range(PRESSES)])
    with servers.station(database, written) as server:
        found = load(server.port, requests, 2)
    assert found["status"] == {"201": PRESSES}
    assert rows(database) == rows(tmp_path / "recorded" / "siharat.db")
    assert rows(database)["ring"] == PRESSES * 20
