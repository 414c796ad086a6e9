"""Browsers for the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from siharat.people import enrolment, officers, passwords
from tests.story.cast import Officer, Stage
from tests.story.conftest import andi, dewi, hasan, hire, nur, rahmat, siti, yusuf  # noqa: F401  the cast
from tests.web.browser import Browser

PASSWORD = "kuda lumping makan beling"


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage)


@pytest.fixture
def other(stage: Stage) -> Browser:
    """Somebody else's, elsewhere."""
    return Browser(stage, "10.0.0.2")


@pytest.fixture
def agus(stage: Stage) -> Officer:
    """The administrator of Polres Banjarbaru."""
    return hire(stage, "63.72", "Aiptu", "Agus Salim", "administrator")


@pytest.fixture
def nrp_of(stage: Stage) -> Callable[[Officer], str]:
    return lambda officer: stage.do(stage.app.services.db.read(lambda tx: officers.get(tx, officer.id).nrp))


@pytest.fixture
def code_for(stage: Stage) -> Callable[[Officer], str]:
    return lambda officer: stage.do(stage.app.services.db.write(enrolment.make, None, officer.id)).code


@pytest.fixture
def with_password(stage: Stage) -> Callable[..., str]:
    """Gives an officer a password, past all doors."""

    def give(officer: Officer, password: str = PASSWORD) -> str:
        def work(tx: Any) -> None:
            passwords.set_(tx, officer.id, passwords.hashed(tx.identity, password))

        stage.do(stage.app.services.db.write(work))
        return password

    return give
