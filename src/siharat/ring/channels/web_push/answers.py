"""What a push service's answer means for the phone (RFC 8030, sections 5, 7 and 8.4). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from siharat.ring.channels import State
from siharat.ring.patience import Answer, Patience, worth_another

__all__ = ["Answer", "Outcome", "Patience", "outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one message."""

    state: State
    detail: str


def outcome(answer: Answer, tries: int) -> Outcome:
    """What to tell of a message for which there will be no other try."""
    status = answer.status
    said = f": {answer.text}" if answer.text else ""
    if status in (200, 201, 202):
        return Outcome("sent", f"accepted ({status})" + (f", try {tries}" if tries > 1 else ""))
    if status in (404, 410):
        return Outcome("gone", f"the phone is no longer subscribed ({status})")
    if status == 413:
        return Outcome("failed", "the message is too large for this push service (413)")
    if status in (401, 403):
        why = "the VAPID key changed, or is refused; the phone must subscribe anew"
        return Outcome("failed", f"{why} ({status}){said}")
    if 300 <= status < 400:
        return Outcome("failed", f"the push service redirects, which is never followed ({status})")
    if status == 0:
        return Outcome("failed", f"no answer after {tries} tries{said}")
    if worth_another(answer):
        return Outcome("failed", f"the push service was busy or broken for {tries} tries ({status}){said}")
    return Outcome("failed", f"refused ({status}){said}")
