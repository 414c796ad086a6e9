"""``siharat source``, and the worked example of the documentation, run as it is written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import STATION, asked, call, refused, started

PAGE = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_made_listed_and_switched_off(siharat):
    made = siharat("source", "add", "--station", STATION, "--name", "Pusat Alarm")
    assert re.fullmatch(r"whsec_\S+\n", made.stdout)
    source = re.search(r"/sources/(\S+)/alarms", made.stderr)[1]
    listed = siharat("source", "list", "--station", STATION).stdout
    assert re.search(rf"{source}\s+Pusat Alarm\s+\S+\s+on\s+0", listed)
    assert siharat("source", "off", "--id", source).exit_code == 0
    assert "switched off" in siharat("source", "list", "--station", STATION).stdout


@pytest.mark.parametrize(("words", "says"), [
    (("add", "--station", "99", "--name", "x"), "There is no station 99"),
    (("add", "--station", STATION, "--name", " "), "name: is empty"),
    (("off", "--id", "nobody"), "There is no such source"),
    (("list", "--station", "99"), "station"),
])
def test_what_a_person_can_get_wrong(siharat, words, says):
    assert says in refused(siharat("source", *words))


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
def test_the_example_of_the_page_raises_an_alarm(folder):
    made = call(folder, "source", "add", "--station", STATION, "--name", "Pusat Alarm")
    source = re.search(r"/sources/(\S+)/alarms", made.stderr)[1]
    officer = call(folder, "token", "officer", "--nrp", "85061234").stdout.strip()
    with started(folder, "serve", "--port", "0") as server:
        known = {"SERVER": f"http://127.0.0.1:{server.port}", "SOURCE": source, "SECRET": made.stdout.strip()}

        def told(**changed):
            ran = subprocess.run(["bash", "-euo", "pipefail", "-c", EXAMPLE], env={**os.environ, **known, **changed},
                                 capture_output=True, text=True, check=True, timeout=20)
            return json.loads(ran.stdout)

        first = told()
        assert first["incident"]["code"].startswith("SHR-")
        assert told()["incident"] == first["incident"], "the same external_id is the same incident"
        assert told(SECRET="whsec_" + "A" * 43 + "=")["code"] == "not_signed"
        (found,) = asked(server.port, "GET", "/api/v1/incidents?status=ringing", officer)[1]["incidents"]
        assert (found["id"], found["road"]) == (first["incident"]["id"], "system")
