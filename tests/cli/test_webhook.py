"""``siharat webhook``: an address is registered, its secret printed once, and nothing else on standard output."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import STATION, refused


def test_registered_listed_tried_and_switched_off(siharat):
    made = siharat("webhook", "add", "--station", STATION, "--name", "Pusat Data", "--url", "HTTPS://Hooks.Example.id/x")
    assert re.fullmatch(r"whsec_\S+\n", made.stdout)
    webhook = re.search(r"Registered as (\S+)\.", made.stderr)[1]
    assert siharat("webhook", "test", "--id", webhook).exit_code == 0
    listed = siharat("webhook", "list", "--station", STATION).stdout
    assert re.search(rf"{webhook}\s+Pusat Data\s+\S+\s+on\s+1\s+0", listed)
    assert made.stdout.strip() not in listed
    assert siharat("webhook", "off", "--id", webhook).exit_code == 0
    listed = siharat("webhook", "list", "--station", STATION).stdout
    assert re.search(r"switched off\s+0\s+1", listed)
    assert "switched off" in refused(siharat("webhook", "test", "--id", webhook))


@pytest.mark.parametrize(("words", "says"), [
    (("add", "--station", STATION, "--name", "x", "--url", "http://example.id/x"), "only https"),
    (("add", "--station", STATION, "--name", "x", "--url", "https://localhost/x"), "is no name on the Internet"),
    (("add", "--station", STATION, "--name", " ", "--url", "https://example.id/x"), "name: is empty"),
    (("add", "--station", "99", "--name", "x", "--url", "https://example.id/x"), "There is no station 99"),
    (("off", "--id", "nobody"), "There is no such webhook"),
    (("list", "--station", "99"), "station"),
])
def test_what_a_person_can_get_wrong(siharat, words, says):
    assert says in refused(siharat("webhook", *words))
