"""A push service that keeps what it is sent: the test opens the letters and hands them to a browser itself.

Chromium subscribes only at its maker's service. Its service worker takes what the developer tools deliver.
"""

from __future__ import annotations

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from siharat.ring.channels.web_push.encryption import point
from siharat.ring.channels.web_push.vapid import base64url


class Mailbox:
    def __enter__(self) -> Mailbox:
        self.letters: queue.Queue[tuple[str, bytes]] = queue.Queue()
        mailbox = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                mailbox.letters.put((self.path, body))
                self.send_response(201)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *words: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Subscription:
    """A browser's half: keys that never leave it, and another library's decryption."""

    def __init__(self, mailbox: Mailbox, name: str) -> None:
        self.mailbox = mailbox
        self.path = f"/push/{name}"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"0123456789abcdef"

    def document(self) -> dict[str, Any]:
        keys = {"p256dh": base64url(point(self._key.public_key())), "auth": base64url(self._auth)}
        return {"endpoint": self.mailbox.origin + self.path, "keys": keys}

    def next(self, seconds: float = 15) -> str:
        """The next letter for this subscription, opened. Raises ``queue.Empty``."""
        while True:
            path, body = self.mailbox.letters.get(timeout=seconds)
            if path == self.path:
                return str(http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth,
                                            version="aes128gcm").decode())
