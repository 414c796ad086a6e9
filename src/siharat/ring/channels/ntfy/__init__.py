"""ntfy: a ready-made app for Android that rings on until somebody answers, through silent mode too.

Each phone has a topic of its own that nobody can guess; who knows it can read it, so a message names a
place and never a person. ``sent`` means that the ntfy server took it: the app tells nobody what it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from urllib.parse import urlsplit

import msgspec

from siharat.kernel.errors import invalid
from siharat.kernel.identity import Identity
from siharat.ring.carrying import one_by_one
from siharat.ring.channels import Hear, Message, Outgoing, Report, State, read_message
from siharat.ring.channels.ntfy.answers import outcome
from siharat.ring.channels.ntfy.notification import Notification, notification
from siharat.ring.patience import Patience
from siharat.ring.posting import CONNECTIONS, Letter, Postman, Round

TOPIC = re.compile(r"siharat-[A-Za-z0-9_-]{22,56}")
"""ntfy takes 64 letters; 22 of base64url are 128 bits that we drew."""
TOPIC_BYTES = 20
CLEAR_S = 1.0
"""An alarm waits no longer than this for the one before it to leave the screen."""


class Ntfy:
    """The channel. One per process."""

    kind = "ntfy"
    proves_receipt = False
    can_be_answered = True
    costs_money = False

    def __init__(self, server: str, token: str, origin: str, identity: Identity, *,
                 monotonic: Callable[[], float], patience: Patience | None = None) -> None:
        """``server``: its address, such as ``https://ntfy.example.id``. ``token``: a secret, may be empty.

        ``origin``: where this program is reached from outside; without it the notification has no button
        and leads nowhere. Raises ``ValueError`` for settings that cannot work.
        """
        parts = urlsplit(server)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query:
            raise ValueError("the ntfy server is an address such as https://ntfy.example.id, without name or token")
        if not token.isascii() or any(letter.isspace() for letter in token):
            raise ValueError("the ntfy token is one word, such as tk_…")
        self.server = server.rstrip("/")
        self._origin = origin.rstrip("/")
        self._identity = identity
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._postman = Postman(monotonic, lambda: identity.below(1_000) / 999, patience)

    def check_address(self, raw: object) -> str:
        """A topic that we made. Nothing given: a new one. Raises ``Problem`` 422 for what others could guess."""
        if raw is None:
            return f"siharat-{self._identity.token(TOPIC_BYTES)}"
        if not isinstance(raw, str) or not TOPIC.fullmatch(raw):
            raise invalid("address", "leave it out: the topic is made here, so that nobody can guess it")
        return raw

    def app_link(self, topic: str) -> str:
        """Opens the app on Android and subscribes."""
        parts = urlsplit(self.server)
        return f"ntfy://{parts.netloc}/{topic}" + ("?secure=false" if parts.scheme == "http" else "")

    def web_link(self, topic: str) -> str:
        return f"{self.server}/{topic}"

    async def send(self, messages: Sequence[Outgoing], report: Report) -> None:
        """See ``Channel.send``."""
        if not messages:
            return
        async with self._postman.round() as going:
            await one_by_one(messages, report, partial(self._carry, going), CONNECTIONS)

    async def listen(self, hear: Hear) -> None:
        """The button in the notification knocks at our API; here nothing is heard."""

    def prepare(self, addresses: Iterable[str]) -> None:
        """Nothing can be done before the alarm: a topic begins to be with its first message."""

    def close(self) -> None:
        """Nothing outlives a ``send``."""

    async def _carry(self, going: Round, outgoing: Outgoing) -> tuple[State, str]:
        message = read_message(outgoing.body)
        published = notification(message, outgoing.address, self._origin)
        if _follows_another(message):
            await going.once(self._clear(published), CLEAR_S)
        return outcome(*await going.deliver(self._publish(published), outgoing.ttl_s))

    def _publish(self, published: Notification) -> Letter:
        headers = self._headers | {"Content-Type": "application/json"}
        return Letter("POST", self.server, headers, msgspec.json.encode(published))

    def _clear(self, published: Notification) -> Letter:
        """Takes the last notification of the incident off the screen: the app plays no sound for one that
        replaces another, and rings on for one that stays. Servers before 2.16 answer 404, and stack them."""
        return Letter("PUT", f"{self.server}/{published.topic}/{published.sequence_id}/clear", self._headers, b"")


def _follows_another(message: Message) -> bool:
    return message.type == "silence" or (message.type == "alarm" and message.wave > 1)
