"""``siharat audit``."""

from __future__ import annotations

import click

from siharat.cli import screen


@click.command()
@click.option("--server", help="Where the server is.  [default: the setting audit_server, or this machine]")
@click.option("--as-child", is_flag=True, help="End when standard input ends: `serve` starts it so.")
def audit(server: str | None, as_child: bool) -> None:
    """Prove every five seconds that each open alarm will be looked at again, and tell who must know if not.

    `serve` starts one by itself; with SIHARAT_AUDIT=false a unit file of its own does.
    """
    from siharat.serve import auditor

    settings = screen.settings()
    auditor.run(settings, server or settings.audit_server or f"http://127.0.0.1:{settings.port}", as_child)
