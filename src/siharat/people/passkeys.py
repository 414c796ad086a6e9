"""Passkeys (W3C Web Authentication, level 3): a key in the phone, opened by finger, face or PIN.

The server keeps a public key, so a stolen database signs nobody in. Challenges are kept here, once and for
five minutes. Checking a signature takes a fraction of a millisecond and needs no database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import text
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.parse_authentication_credential_json import parse_authentication_credential_json
from webauthn.helpers.parse_registration_credential_json import parse_registration_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from siharat.db import Tx
from siharat.kernel import Problem
from siharat.kernel.clock import MINUTE, rfc3339
from siharat.kernel.errors import invalid, not_found
from siharat.people import officers

CHALLENGE_BYTES = 32
CHALLENGE_LIVES = 5 * MINUTE
MOST_PASSKEYS = 10
ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")
"""A credential id: at most 1023 bytes, in base64url."""
LONGEST_NAME = 60

Purpose = Literal["register", "sign_in"]
Parsed = TypeVar("Parsed", RegistrationCredential, AuthenticationCredential)

INSERT_CHALLENGE = text("""INSERT INTO challenge (digest, purpose, officer, expires_at)
    VALUES (:digest, :purpose, :officer, :expires)""")
PRUNE = text("DELETE FROM challenge WHERE expires_at <= :now")
TAKE = text("""DELETE FROM challenge WHERE digest = :digest AND purpose = :purpose AND expires_at > :now
    AND (officer IS NULL OR officer = :officer)""")
INSERT = text("""INSERT INTO passkey (id, officer, public_key, sign_count, name, made_at)
    VALUES (:id, :officer, :key, :count, :name, :now) ON CONFLICT DO NOTHING""")
LIVE = text("""SELECT k.* FROM passkey k JOIN officer o ON o.id = k.officer
    WHERE k.id = :id AND k.revoked_at IS NULL AND o.active = 1""")
OF_OFFICER = text("SELECT * FROM passkey WHERE officer = :officer AND revoked_at IS NULL ORDER BY made_at, id")
USED = text("""UPDATE passkey SET sign_count = :count, used_at = :now
    WHERE id = :id AND revoked_at IS NULL AND (sign_count < :count OR (sign_count = 0 AND :count = 0))""")
FLAG = text("UPDATE passkey SET flagged_at = :now WHERE id = :id AND flagged_at IS NULL")
REVOKE = text("""UPDATE passkey SET revoked_at = :now
    WHERE id = :id AND officer = :officer AND revoked_at IS NULL""")
REVOKE_ALL = text("UPDATE passkey SET revoked_at = :now WHERE officer = :officer AND revoked_at IS NULL")


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom a passkey belongs to: the name of the host, and the address its pages come from."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that has proved itself, not yet stored."""

    id: str
    public_key: str
    sign_count: int


def register_options(tx: Tx, party: RelyingParty, officer_id: str) -> dict[str, Any]:
    """What ``navigator.credentials.create`` needs. The phone asks for finger, face or PIN (user
    verification), and keeps the key under the officer's name, so that nobody types an NRP again."""
    row = officers.get(tx, officer_id)
    own = tx.all(OF_OFFICER, officer=officer_id)
    if len(own) >= MOST_PASSKEYS:
        raise Problem(409, "too_many_passkeys", f"{MOST_PASSKEYS} passkeys are enough. Revoke one first.")
    options = generate_registration_options(
        rp_id=party.id, rp_name="Siharat", user_name=row.nrp, user_display_name=officers.title(tx, row),
        user_id=officer_id.encode(), challenge=_challenge(tx, "register", officer_id),
        timeout=CHALLENGE_LIVES,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.id)) for each in own])
    return _json(options)


def sign_in_options(tx: Tx, party: RelyingParty) -> dict[str, Any]:
    """What ``navigator.credentials.get`` needs: no list of keys, the phone offers those it has."""
    return _json(generate_authentication_options(
        rp_id=party.id, challenge=_challenge(tx, "sign_in", None), timeout=CHALLENGE_LIVES,
        user_verification=UserVerificationRequirement.REQUIRED))


def read_registration(credential: object) -> RegistrationCredential:
    return _read(parse_registration_credential_json, credential)


def read_assertion(credential: object) -> AuthenticationCredential:
    return _read(parse_authentication_credential_json, credential)


def challenge_of(credential: RegistrationCredential | AuthenticationCredential) -> bytes:
    """The challenge that the phone says it has signed."""
    try:
        return bytes(parse_client_data_json(credential.response.client_data_json).challenge)
    except Exception as error:  # the library lets whatever its parsers raise come through
        raise invalid("credential", "its clientDataJSON cannot be read") from error


def take_challenge(tx: Tx, purpose: Purpose, officer: str | None, challenge: bytes) -> bool:
    """Is it one of ours, of the last five minutes, for the first time? Then it is gone now."""
    return tx.run(TAKE, digest=_digest(challenge), purpose=purpose, officer=officer or "", now=tx.now) == 1


def check_registration(party: RelyingParty, credential: RegistrationCredential, challenge: bytes) -> Made:
    """``Problem`` 422 when the phone's answer does not hold. No attestation is asked for: what brand of
    phone an officer has decides nothing."""
    try:
        made = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=party.id,
            expected_origin=party.origin, require_user_verification=True)
    except Exception as error:
        raise Problem(422, "passkey_refused", "The passkey cannot be used: the phone's answer does not hold.",
                      field="credential") from error
    return Made(bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key),
                made.sign_count)


def add(tx: Tx, officer: str, made: Made, name: str) -> dict[str, Any]:
    if len(tx.all(OF_OFFICER, officer=officer)) >= MOST_PASSKEYS:
        raise Problem(409, "too_many_passkeys", f"{MOST_PASSKEYS} passkeys are enough. Revoke one first.")
    if not tx.run(INSERT, id=made.id, officer=officer, key=made.public_key, count=made.sign_count,
                  name=name.strip()[:LONGEST_NAME] or "Passkey", now=tx.now):
        raise Problem(409, "passkey_known", "This passkey was registered before. Make a new one on the phone.")
    return next(each for each in mine(tx, officer) if each["id"] == made.id)


def find(tx: Tx, credential: AuthenticationCredential) -> Any | None:
    """The live passkey of an active officer that the answer names; its user handle, if it brings one,
    must name the same officer."""
    row = tx.one(LIVE, id=credential.id) if ID.fullmatch(credential.id) else None
    handle = credential.response.user_handle
    return row if row and (handle is None or handle == row.officer.encode()) else None


def check_assertion(party: RelyingParty, credential: AuthenticationCredential, challenge: bytes,
                    public_key: str) -> int | None:
    """The passkey's counter when the signature holds, else ``None``."""
    try:
        # The counter is judged by ``used``, in the transaction that moves it: 0 asks the library for nothing.
        checked = verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=party.id,
            expected_origin=party.origin, credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=0, require_user_verification=True)
    except Exception:
        return None
    return checked.new_sign_count


def used(tx: Tx, passkey: str, count: int) -> bool:
    """Moves the counter on. One that stands still or goes back means a copy of the key may exist: it is
    flagged for its owner and the administrator, and does not open. Synced passkeys always say 0."""
    if tx.run(USED, id=passkey, count=count, now=tx.now):
        return True
    tx.run(FLAG, id=passkey, now=tx.now)
    return False


def mine(tx: Tx, officer: str) -> list[dict[str, Any]]:
    return [{"id": row.id, "name": row.name, "made_at": rfc3339(row.made_at),
             "used_at": rfc3339(row.used_at) if row.used_at else None, "flagged": row.flagged_at is not None}
            for row in tx.all(OF_OFFICER, officer=officer)]


def revoke(tx: Tx, officer: str, passkey: str) -> None:
    if not ID.fullmatch(passkey) or not tx.run(REVOKE, id=passkey, officer=officer, now=tx.now):
        raise not_found("passkey")


def revoke_all(tx: Tx, officer: str) -> int:
    return tx.run(REVOKE_ALL, officer=officer, now=tx.now)


def _challenge(tx: Tx, purpose: Purpose, officer: str | None) -> bytes:
    made = tx.identity.bytes(CHALLENGE_BYTES)
    tx.run(PRUNE, now=tx.now)
    tx.run(INSERT_CHALLENGE, digest=_digest(made), purpose=purpose, officer=officer,
           expires=tx.now + CHALLENGE_LIVES)
    return made


def _read(parse: Callable[[dict[str, Any]], Parsed], credential: object) -> Parsed:
    if not isinstance(credential, dict):
        raise invalid("credential", "must be what the browser answered, as JSON")
    try:
        return parse(credential)
    except Exception as error:  # base64, CBOR and enum errors of many kinds
        raise invalid("credential", "cannot be read") from error


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _json(options: Any) -> dict[str, Any]:
    found: dict[str, Any] = options_to_json_dict(options)
    return found
