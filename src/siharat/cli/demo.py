"""``siharat demo``: a station to look at, with everybody's phone but yours played by a program."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import webbrowser
from contextlib import nullcontext
from pathlib import Path

import click
import msgspec

from siharat.admin import road
from siharat.cli import screen
from siharat.kernel import Problem
from siharat.settings import Settings

MARK = "DEMO"
MARK_TEXT = """This folder belongs to `siharat demo`, which opens its doors without any sign-in.
Delete the folder to begin afresh. Never keep real data in it.
"""
LAST_S = 3.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Anybody who reaches it may do everything.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--officers", type=click.IntRange(20, 5000), default=312, show_default=True)
@click.option("--no-robots", is_flag=True, help="Leave every alarm, and every phone, to people.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True,
              help="Kept, and gone on with; delete it to begin afresh.")
def demo(host: str, port: int, officers: int, no_robots: bool, data: Path) -> None:
    """Polres Banjarbaru with its real area and 312 made-up officers, each part one click away."""
    from siharat.serve import server
    from siharat.serve.watchman import Watchman
    from siharat.simulate import province, reports

    settings = msgspec.structs.replace(screen.settings(), data=str(data), database="", bus="", secure=False,
                                       origin="")
    with server.listen(host, port) as listening:
        with screen.progress("Preparing the demonstration"):
            prepare(settings)
            there = road.write_here(settings, province.settle, officers)
            road.write_here(settings, reports.settle, province.desk_nrp())
            phones = [] if no_robots else road.write_here(settings, province.enlist)
        if there > officers:
            click.echo(f"{data} holds {there} officers from an earlier run.", err=True)
        address = server.address(listening)
        robots = Robots(host, listening.getsockname()[1], phones)

        def ready() -> None:
            click.echo(f"Siharat is ready on {address}/demo   doors: {'  '.join(province.DOORS.values())}")
            robots.start()
            show(f"{address}/demo")

        try:
            with Watchman(settings, listening) if settings.audit else nullcontext():
                server.run(settings, listening, ready, demo=True)
        finally:
            robots.stop()


def show(address: str) -> None:
    """Opens the browser where there is a screen to open it on."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def prepare(settings: Settings) -> None:
    """Never opens the doors of a folder that is not a demonstration's own."""
    mark = settings.folder / MARK
    if not mark.exists() and (road.keys_path(settings).exists() or (settings.folder / "siharat.db").exists()):
        raise Problem(409, "not_a_demo", f"{settings.folder} holds the data of a real station. The demonstration "
                      "opens every door without sign-in: give it a folder of its own with --data.")
    with road.explained(settings):
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text(MARK_TEXT, encoding="utf-8")
    road.init(settings)


class Robots:
    """The program that plays the phones. It ends with us: its input is a pipe that we hold."""

    def __init__(self, host: str, port: int, phones: list[dict[str, object]]) -> None:
        self._orders = msgspec.json.encode({"host": host, "port": port, "phones": phones, "seed": port}) + b"\n"
        self._wanted = bool(phones)
        self._program: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._wanted:
            self._program = subprocess.Popen([sys.executable, "-m", "siharat.simulate.robots"],
                                             stdin=subprocess.PIPE, start_new_session=True)
            threading.Thread(target=self._tell, daemon=True).start()

    def _tell(self) -> None:
        """Beside the server: a pipe holds less than a large station's tokens."""
        assert self._program is not None
        assert self._program.stdin is not None
        try:
            self._program.stdin.write(self._orders)
            self._program.stdin.flush()
        except OSError:
            click.echo("The simulated phones did not start; everything else works.", err=True)

    def stop(self) -> None:
        if self._program is None:
            return
        self._program.terminate()
        try:
            self._program.wait(LAST_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
