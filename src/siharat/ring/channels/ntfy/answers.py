"""What an ntfy server's answer means for the message. Pure."""

from __future__ import annotations

from siharat.ring.channels import State
from siharat.ring.patience import Answer, worth_another

ADVICE = {
    401: "it does not know our token: make one with `ntfy token add`, and set SIHARAT_NTFY_TOKEN",
    403: "our token may not write there: `ntfy access USER 'siharat-*' write-only`",
    404: "there is no ntfy at this address: look at SIHARAT_NTFY_SERVER",
    410: "there is no ntfy at this address: look at SIHARAT_NTFY_SERVER",
    413: "the message is too large for it",
    429: "too many at once: name this machine in its visitor-request-limit-exempt-hosts",
}


def outcome(answer: Answer, tries: int) -> tuple[State, str]:
    """The state of the message and what the operator should know. Never ``gone``: a topic begins with its
    first message, so a 404 tells of a wrong server, and would take every phone off the list at once."""
    status = answer.status
    if 200 <= status < 300:
        return "sent", f"accepted ({status})" + (f", try {tries}" if tries > 1 else "")
    if 300 <= status < 400:
        return "failed", f"ntfy redirects ({status}), which is never followed: look at SIHARAT_NTFY_SERVER"
    if status == 0:
        return "failed", f"ntfy did not answer in {tries} tries: {answer.text}"
    if status in ADVICE:
        return "failed", f"ntfy refused ({status}): {ADVICE[status]}"
    if worth_another(answer):
        return "failed", f"ntfy was broken for {tries} tries ({status})"
    return "failed", f"ntfy refused ({status})"
