"""`sincerity network`: the computed contact network, written out."""

from __future__ import annotations

from pathlib import Path

import click

from sincerity.cli.session import common_options, session_of


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@common_options
@click.pass_context
def network(context: click.Context, folder: Path) -> None:
    """Export the contact network of a run.

    It goes into the folder of RUN: network.parquet with `a`, `b`, `layer`, `slot_a`, `slot_b`. Each pair stands once,
    a < b; layers are 0 household, 1 neighbours, 2 workmates, 3 friends, 4 distant friends.
    """
    from sincerity.observe.network import export_network

    found = export_network(folder)
    session = session_of(context)
    session.show(("layer", "pairs"), found.pairs.items(), document={"path": str(found.path), "pairs": found.pairs})
    session.say(f"The network is in {found.path}")
