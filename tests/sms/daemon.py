"""A real ``gammu-smsd`` with its dummy phone, run by the configuration that we ship."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "deploy" / "gammu-smsdrc"
HASTE = {"loopsleep = 1": "loopsleep = 0\ndebuglevel = 1", "logfile = syslog": "logfile = {folder}/log"}
PHONE = {"device = /dev/ttyUSB0": "device = {folder}/phone\nmodel = dummy", "connection = at": "connection = none"}


class Modem:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spool = folder / "sms"
        for name in ("inbox", "outbox", "sent", "error"):
            (self.spool / name).mkdir(parents=True)
        (folder / "phone" / "sms" / "1").mkdir(parents=True)
        self._count = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        config = SHIPPED.read_text().replace("/srv/siharat/sms/", f"{self.spool}/")
        for line, other in {**HASTE, **PHONE}.items():
            assert line in config
            config = config.replace(line, other.format(folder=self.folder))
        (self.folder / "rc").write_text(config)
        daemon = subprocess.Popen(["gammu-smsd", "--config", str(self.folder / "rc")], cwd=self.folder,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            daemon.terminate()
            daemon.wait(10)

    def is_sent_by(self, number: str, text: str) -> None:
        """Somebody writes to the station: the message lies in the phone until the daemon fetches it."""
        self._count += 1
        words = text.encode("utf-16-be").hex().upper()
        path = self.folder / "phone" / "sms" / "1" / str(self._count)
        unfinished = path.with_name("being-written")
        unfinished.write_text(f"""[SMSBackup000]
SMSC = "+6281100000"
State = UnRead
Number = "{number}"
DateTime = 20261125T0215{self._count:02d}
Coding = Unicode_No_Compression
Text00 = {words}
Folder = 1
Length = {len(text)}
Class = -1
ReplySMSC = False
RejectDuplicates = False
ReplaceMessage = 0
MessageReference = 0
""")
        unfinished.rename(path)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""
