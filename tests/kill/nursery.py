"""Starts servers quickly: everything is imported once, and each server is a fork of that.

``python -m tests.kill.nursery`` reads orders, one JSON object a line, from standard input:
``{"data", "database", "plants"}``. It answers on standard output with ``{"pid"}``, and the server itself, once
it can take a press, with ``{"ready": port}``. What a server says meanwhile goes to ``server.log`` beside its data.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from siharat.serve import server
from siharat.serve.speech import speak_on_stderr
from siharat.settings import Settings
from tests.kill.plants import PLANTS


def say(word: dict[str, object]) -> None:
    os.write(1, json.dumps(word).encode() + b"\n")


def serve(order: dict[str, object]) -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(Path(str(order["data"])) / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    speak_on_stderr()
    for name in order.get("plants", ()):
        PLANTS[str(name)]()
    listening = server.listen("127.0.0.1", 0)
    settings = Settings(data=str(order["data"]), database=str(order.get("database") or ""))
    server.run(settings, listening, lambda: say({"ready": listening.getsockname()[1]}))


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the kernel
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                serve(order)
            except BaseException as error:
                say({"failed": repr(error)})
            finally:
                os._exit(0)
        say({"pid": pid})


if __name__ == "__main__":
    main()
