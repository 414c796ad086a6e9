"""``siharat serve``."""

from __future__ import annotations

from contextlib import nullcontext

import click

from siharat.cli import screen

DOORS = "doors: / (citizen)  /petugas (officer)  /komando (command centre)  /polda (province)"


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="[default: 8000; 0 takes any free one]")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Processes; more than one asks for PostgreSQL.")
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Serve the pages, the API and the streams, until SIGTERM or Ctrl-C."""
    from siharat.serve import server
    from siharat.serve import workers as crew
    from siharat.serve.watchman import Watchman

    settings = screen.settings()
    crew.check(settings, workers)
    with server.listen(host or settings.host, settings.port if port is None else port) as listening:
        address = server.address(listening)

        def ready() -> None:
            click.echo(f"Siharat is ready on {address}   {DOORS}")

        with Watchman(settings, listening) if settings.audit else nullcontext():
            if workers > 1:
                crew.run(settings, listening, ready, workers)
            else:
                server.run(settings, listening, ready)
