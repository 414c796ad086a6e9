"""The road by a modem: folders that a daemon empties and fills, or does not."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from siharat.kernel import Problem, SystemClock
from siharat.ring.budget import Budget
from tests.sms.conftest import ALARM, ANDI, SILENCE, Claims, by_modem, channel, deliver, to

pytestmark = pytest.mark.anyio
CAME_IN = "IN20261125_021530_00_{number}_{part:02d}.txt"


class Daemon:
    """Takes each file of the outbox; moves it where the test wants it."""

    def __init__(self, spool, to="sent"):
        self.spool, self.to = spool, to
        self.texts: list[str] = []

    async def __aenter__(self):
        self.task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *error):
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    async def _run(self):
        while True:
            for path in sorted((self.spool / "outbox").glob("OUT*")):
                self.texts.append(path.read_text())
                path.rename(self.spool / self.to / path.name)
            await asyncio.sleep(0.02)


def receives(spool, text, number=ANDI, part=0):
    path = spool / "inbox" / CAME_IN.format(number=number, part=part)
    path.write_bytes(b"\xfe\xff" + text.encode("utf-16-be"))
    return path


def outbox(spool):
    return [path.read_text() for path in sorted((spool / "outbox").glob("OUT*"))]


def cut(*args, **named):
    raise KeyboardInterrupt


async def look(carrier, claims):
    await carrier._look(carrier._road, claims)


async def test_sent_is_what_the_daemon_has_moved_and_nothing_stays(spool, tmp_path):
    async with Daemon(spool) as daemon:
        (settled,) = await deliver(channel(by_modem(spool), tmp_path), to(ANDI, ALARM))
    assert (settled.state, settled.detail) == ("sent", "the network took it")
    assert daemon.texts == ["ALARM SHR-7K4M2P Loktabat Selatan. Balas AMBIL untuk mengambil, TIDAK jika tidak bisa."]
    assert not any(files for _, _, files in os.walk(spool)), "a name or a number would lie there for ever"


async def test_what_the_modem_cannot_send_has_failed(spool, tmp_path):
    async with Daemon(spool, to="error"):
        (settled,) = await deliver(channel(by_modem(spool), tmp_path), to(ANDI, ALARM))
    assert (settled.state, "could not send" in settled.detail) == ("failed", True)


async def test_a_daemon_that_does_not_run_is_found_out_and_nothing_rings_late(spool, tmp_path):
    (settled,) = await deliver(channel(by_modem(spool, 0.3), tmp_path), to(ANDI, ALARM))
    assert (settled.state, "does gammu-smsd run?" in settled.detail) == ("failed", True)
    assert outbox(spool) == [], "when it runs again, the alarm is long answered"


async def test_a_folder_that_is_not_there_fails_aloud(tmp_path):
    (settled,) = await deliver(channel(by_modem(tmp_path / "nowhere"), tmp_path), to(ANDI, ALARM))
    assert (settled.state, "cannot be written" in settled.detail) == ("failed", True)


async def test_over_the_ceiling_an_alarm_fails_aloud_also_after_a_restart(spool, tmp_path):
    async with Daemon(spool) as daemon:
        first = await deliver(channel(by_modem(spool), tmp_path, 2), *[to(ANDI, ALARM) for _ in range(3)])
        (again,) = await deliver(channel(by_modem(spool), tmp_path, 2), to(ANDI, ALARM))
    assert sorted(each.state for each in first) == ["failed", "sent", "sent"]
    assert (again.state, "batas harian tercapai" in again.detail) == ("failed", True)
    assert len(daemon.texts) == 2


async def test_who_took_it_is_answered_also_over_the_ceiling(spool, tmp_path):
    carrier = channel(by_modem(spool), tmp_path, 1)
    assert carrier.budget.spend()
    receives(spool, "AMBIL")
    await look(carrier, Claims())
    assert len(outbox(spool)) == 1


async def test_a_storm_of_answers_takes_no_sms_from_an_alarm(spool, tmp_path):
    """Anybody may forge an officer's number and write TIDAK all day."""
    carrier = channel(by_modem(spool), tmp_path, 2)
    for part in range(6):
        receives(spool, "AMBIL", part=part)
    await look(carrier, Claims())
    assert carrier.budget.spent == 0
    assert [carrier.budget.spend() for _ in range(3)] == [True, True, False]
    assert len(outbox(spool)) == 2


def test_a_pipe_in_the_inbox_holds_nobody(spool, tmp_path):
    name = CAME_IN.format(number=ANDI, part=0)
    os.mkfifo(spool / "inbox" / name)
    with by_modem(spool).taken(name) as received:
        assert received is not None
        assert received.text == ""


def test_the_ceiling_holds_for_all_processes_at_once(tmp_path):
    budgets = [Budget(tmp_path, 50, SystemClock(), "Asia/Makassar") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        spent = list(pool.map(lambda n: budgets[n % 4].spend(), range(200)))
    assert (sum(spent), budgets[0].spent) == (50, 50)


async def test_silence_costs_nothing_unless_the_station_wants_it(spool, tmp_path):
    (settled,) = await deliver(channel(by_modem(spool), tmp_path), to(ANDI, SILENCE))
    assert (settled.state, outbox(spool)) == ("failed", [])
    async with Daemon(spool) as daemon:
        await deliver(channel(by_modem(spool), tmp_path, silence=True), to(ANDI, SILENCE))
    assert daemon.texts == ["SHR-7K4M2P sudah diambil Bripka Andi Saputra."]


async def test_ambil_takes_it_and_the_answer_names_the_citizen(spool, tmp_path):
    claims = Claims()
    path = receives(spool, "ambl")
    await look(channel(by_modem(spool), tmp_path), claims)
    assert [(heard.said, heard.kind, heard.address) for heard in claims.heard] == [("take", "sms", ANDI)]
    (answer,) = outbox(spool)
    assert "+6281234567731, Siti Aisyah" in answer
    assert not path.exists()


async def test_a_stranger_and_an_advertisement_are_told_nothing(spool, tmp_path):
    claims = Claims()
    receives(spool, "AMBIL", "+6281299999999")
    receives(spool, "AMBIL", "TELKOMSEL")
    receives(spool, "Menangkan hadiah!", ANDI, 1)
    await look(channel(by_modem(spool), tmp_path), claims)
    assert [(heard.said, heard.address) for heard in claims.heard] == [
        ("written", ANDI), ("take", "+6281299999999"), ("written", "+6281299999999"), ("written", "TELKOMSEL")]
    assert outbox(spool) == os.listdir(spool / "inbox") == []


async def test_a_crash_between_hearing_and_answering_answers_once(spool, tmp_path, monkeypatch):
    claims = Claims()
    receives(spool, "AMBIL")
    carrier = channel(by_modem(spool), tmp_path)
    with monkeypatch.context() as power_cut:
        power_cut.setattr("pathlib.Path.unlink", cut)
        with pytest.raises(KeyboardInterrupt):
            await look(carrier, claims)
    await look(carrier, claims)
    assert (len(claims.heard), len(outbox(spool))) == (2, 1), "taking it twice is one claim; the answer is one file"
    assert os.listdir(spool / "inbox") == []


async def test_negative_control_without_a_name_of_its_own_the_answer_goes_twice(spool, tmp_path, monkeypatch):
    monkeypatch.setattr("hashlib.sha256", lambda _: type("R", (), {"hexdigest": lambda self: os.urandom(9).hex()})())
    await test_ambil_takes_it_and_the_answer_names_the_citizen(spool, tmp_path)
    receives(spool, "AMBIL")
    await look(channel(by_modem(spool), tmp_path), Claims())
    assert len(outbox(spool)) == 2


async def test_while_the_database_is_gone_the_answer_waits(spool, tmp_path):
    claims = Claims()
    claims.breaks = True
    receives(spool, "AMBIL")
    carrier = channel(by_modem(spool), tmp_path)
    await look(carrier, claims)
    assert (outbox(spool), len(os.listdir(spool / "inbox"))) == ([], 1)
    await look(carrier, claims)
    assert len(outbox(spool)) == 1


def test_two_processes_never_hear_the_same_message(spool):
    for part in range(20):
        receives(spool, "AMBIL", part=part)
    spools, got, start = [by_modem(spool) for _ in range(4)], [], threading.Barrier(4)

    def takes(mine):
        start.wait()
        for name in [CAME_IN.format(number=ANDI, part=part) for part in range(20)]:
            with mine.taken(name) as received:
                if received:
                    got.append(received.name)
                    time.sleep(0.001)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(takes, spools))
    assert len(got) == len(set(got)) == 20


async def test_an_answer_that_lay_there_while_nothing_ran_takes_no_other_alarm(spool, tmp_path):
    claims = Claims()
    hour_ago = time.time() - 3_600
    os.utime(receives(spool, "AMBIL"), (hour_ago, hour_ago))
    os.utime(receives(spool, "AMBIL SHR-7K4M2P", part=1), (hour_ago, hour_ago))
    await look(channel(by_modem(spool), tmp_path), claims)
    assert [heard.code for heard in claims.heard if heard.said == "take"] == ["SHR-7K4M2P"], "with its code it is meant"
    (late,) = [heard for heard in claims.heard if heard.said == "written"]
    assert late.answers
    assert late.age_ms > 3_500_000


async def test_names_and_numbers_leave_the_disk(spool, tmp_path):
    carrier = by_modem(spool)
    carrier.answer("IN20261125_021530_00_+6281234560001_00.txt", ANDI, "Telepon +62")
    (path,) = (spool / "outbox").glob("OUT*")
    assert path.stat().st_mode & 0o077 == 0
    sent = path.rename(spool / "sent" / path.name)
    carrier.tidy()
    assert sent.exists()
    os.utime(sent, (0, 0))
    carrier.tidy()
    assert not sent.exists()


@pytest.mark.parametrize("address", ["", "110", None, 7, "+1 900 555 0100", "08-12", "+62 900 1234567", "../../etc"])
def test_no_number_beyond_those_allowed_is_written_to(spool, tmp_path, address):
    with pytest.raises(Problem) as refused:
        channel(by_modem(spool), tmp_path).check_address(address)
    assert refused.value.extra["field"] == "address"


def test_a_number_has_one_spelling(spool, tmp_path):
    assert channel(by_modem(spool), tmp_path).check_address("0812-3456-0001") == ANDI


def test_the_doctor_is_told_what_is_amiss(spool, tmp_path):
    carrier = channel(by_modem(spool), tmp_path, 1)
    assert [found.state for found in carrier.examine(True)] == ["ok", "ok"]
    carrier.budget.spend()
    (spool / "outbox" / "OUTB").touch()
    assert [found.state for found in carrier.examine(True)] == ["no", "look"]
    (_, modem) = channel(by_modem(tmp_path / "nowhere"), tmp_path).examine(True)
    assert (modem.state, "inbox, outbox" in modem.said) == ("no", True)
