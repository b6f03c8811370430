"""`sincerity doctor`: what this machine has, and whether a run can begin on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from sincerity.cli.session import common_options, session_of


@click.command()
@common_options
@click.pass_context
def doctor(context: click.Context) -> None:
    """Show what this machine has."""
    from sincerity.compute.launch import cpu_count, cuda_device
    from sincerity.engine.compose import cache_folder
    from sincerity.store.files import human
    from sincerity.store.manifest import machine
    from sincerity.store.memory import available_memory

    memory, disk, cache = available_memory(), shutil.disk_usage(Path.cwd()).free, cache_folder()
    facts: dict[str, object] = {
        **machine(),
        "threads": cpu_count(),
        "memory_available_bytes": memory,
        "disk_free_bytes": disk,
        "cache_folder": str(cache),
        "cuda_device": cuda_device(),
    }
    shown = {
        **facts,
        "memory_available_bytes": f"{memory} ({human(memory)})",
        "disk_free_bytes": f"{disk} ({human(disk)})",
        "cuda_device": facts["cuda_device"] or "none",
    }
    session_of(context).show(("what", "found"), shown.items(), document=facts)
