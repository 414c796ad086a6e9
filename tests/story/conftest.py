"""The cast comes on stage."""

from __future__ import annotations

import pytest

from siharat.people import officers, sessions
from siharat.people.officers import NewOfficer
from tests.story.cast import Citizen, Officer, Stage


def hire(stage: Stage, station: str, rank: str, name: str, role: str = "officer") -> Officer:
    """A new officer with a signed-in phone, not yet open."""

    def work(tx):
        nrp = f"8{len(name):02d}{sum(name.encode()):05d}"
        (officer,) = officers.add(tx, station, [NewOfficer(nrp, name, rank, role=officers.check_role(role))])
        return officer, sessions.open_session(tx, "officer", officer)

    officer, token = stage.do(stage.app.services.db.write(work))
    return Officer(stage, officer, f"{rank} {name}", token)


def settle_in(stage: Stage, name: str, phone: str) -> Citizen:
    citizen = Citizen(stage, name, phone)
    citizen.registers()
    return citizen


@pytest.fixture
def siti(stage: Stage) -> Citizen:
    return settle_in(stage, "Siti Aisyah", "0812-3456-7731")


@pytest.fixture
def andi(stage: Stage) -> Officer:
    return hire(stage, "63.72", "Bripka", "Andi Saputra")


@pytest.fixture
def rahmat(stage: Stage) -> Officer:
    return hire(stage, "63.72", "Aipda", "Rahmat Hidayat")


@pytest.fixture
def nur(stage: Stage) -> Officer:
    return hire(stage, "63.72", "Briptu", "Nur Laila")


@pytest.fixture
def dewi(stage: Stage) -> Officer:
    """At the desk of Polres Banjarbaru."""
    return hire(stage, "63.72", "Aiptu", "Dewi Sartika", "operator")


@pytest.fixture
def yusuf(stage: Stage) -> Officer:
    """At the desk of the province."""
    return hire(stage, "63", "AKP", "Yusuf Anwar", "operator")


@pytest.fixture
def hasan(stage: Stage) -> Officer:
    """Of another station: Polresta Banjarmasin."""
    return hire(stage, "63.71", "Bripda", "Hasan Basri")
