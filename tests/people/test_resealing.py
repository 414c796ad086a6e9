"""A new key: everything sealed anew, nothing lost, presses meanwhile, other processes notice."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from siharat.kernel import Identity, Keyring, SystemClock
from siharat.people import citizens, looks, officers, resealing
from tests.story.conftest import andi, siti  # noqa: F401  the cast

SOURCE = Path(__file__).parents[2] / "src" / "siharat"
IN_THE_LOG = {"log.text"}


@pytest.fixture
def ring(tmp_path):
    return tmp_path / "keys.json"


@pytest.fixture
def identity():
    return Identity(SystemClock())


def test_a_new_key_seals_and_the_old_one_still_opens(ring, identity):
    keys = Keyring.load_or_create(ring, identity)
    old = keys.seal("Siti", "citizen.name")
    assert keys.rotate(ring) == keys.newest == 2
    new = keys.seal("Siti", "citizen.name")
    assert (keys.is_newest(old), keys.is_newest(new)) == (False, True)
    again = Keyring.load_or_create(ring, identity)
    assert [again.unseal(box, "citizen.name") for box in (old, new)] == ["Siti", "Siti"]
    assert again.blind("+62", "citizen.phone") == keys.blind("+62", "citizen.phone")


def test_a_process_that_runs_notices_the_new_key(ring, identity):
    running, command_line = (Keyring.load_or_create(ring, identity) for _ in range(2))
    command_line.rotate(ring)
    assert running.unseal(command_line.seal("Siti", "citizen.name"), "citizen.name") == "Siti"
    assert running.newest == 2


def test_the_file_is_its_owners_and_nothing_is_left_beside_it(ring, identity):
    Keyring.load_or_create(ring, identity).rotate(ring)
    assert ring.stat().st_mode & 0o777 == 0o600
    assert list(ring.parent.iterdir()) == [ring]


def test_a_box_of_a_key_nobody_has_says_so(ring, identity):
    keys = Keyring.load_or_create(ring, identity)
    with pytest.raises(ValueError, match=r"citizen\.name"):
        keys.unseal("9.AAAA", "citizen.name")


def test_everything_is_sealed_anew_in_batches(stage, siti, andi, monkeypatch):  # noqa: F811
    monkeypatch.setattr(resealing, "BATCH", 3)
    incident = siti.presses(note="di depan pasar")["incident"]["id"]
    siti.presses(location={"lat": "?"})
    db, keys = stage.app.services.db, stage.app.services.keys
    stage.do(db.write(lambda tx: [citizens.add(tx, f"+62812345670{n}", f"Warga {n}") for n in range(10)]))
    stage.do(db.write(lambda tx: tx.run(looks.LEAVE_LINE, now=tx.now, officer=andi.id, citizen=siti.id,
                                        incident=incident, report=None,
                                        reason=keys.seal("perlu", "look.reason"))))
    before = boxes(stage)
    rotated(keys)
    assert stage.do(resealing.everything(db)) == len(before) > 12
    after = boxes(stage)
    assert len(after) == len(before)
    assert all(keys.is_newest(box) for box in after)
    assert stage.do(resealing.everything(db)) == 0, "the second time there is nothing to do"
    assert stage.do(db.read(citizens.unsealed, siti.id))["name"] == "Siti Aisyah"
    assert stage.do(db.read(officers.public, andi.id))["name"] == "Bripka Andi Saputra"
    assert andi.claims(incident)["citizen"]["name"] == "Siti Aisyah"


def test_a_row_that_changed_meanwhile_keeps_its_change(stage, siti):  # noqa: F811
    """Between reading and writing somebody else wrote: the compare-and-swap loses, and that is right."""
    which = next(each for each in resealing.columns() if each.field == "citizen.name")
    _, write = resealing._statements(which)
    keys = stage.app.services.keys
    changed = stage.do(stage.app.services.db.write(
        lambda tx: tx.run(write, key=siti.id, old="what it was before", new=keys.seal("X", "citizen.name"))))
    assert changed == 0
    assert stage.do(stage.app.services.db.read(citizens.unsealed, siti.id))["name"] == "Siti Aisyah"


def test_every_field_that_is_sealed_is_marked_in_its_table():
    sealed = {field for path in SOURCE.rglob("*.py")
              for field in re.findall(r'\.seal\([^"]*?"([a-z_]+\.[a-z_]+)"', path.read_text())}
    assert sealed - IN_THE_LOG == {each.field for each in resealing.columns()}


def boxes(stage):
    def work(tx):
        return [box for each in resealing.columns()
                for (box,) in tx.all(text(f"SELECT {each.column} FROM {each.table}")) if box is not None]

    return stage.do(stage.app.services.db.read(work))


def rotated(keys):
    """A new key in the ring of the stage, which has no file."""
    keys._boxes[2] = AESGCM(keys._identity.bytes(32))
    keys._newest = 2
