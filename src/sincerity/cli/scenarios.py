"""`sincerity scenarios` and `sincerity check`."""

from __future__ import annotations

import click

from sincerity.cli.session import common_options, session_of


@click.command()
@common_options
@click.pass_context
def scenarios(context: click.Context) -> None:
    """List the shipped scenarios."""
    from sincerity.api.scenarios import load_scenario
    from sincerity.scenario.load import shipped

    found = [(name, load_scenario(name)) for name in shipped()]
    rows = [(name, scenario.title, str(scenario.start), scenario.days, scenario.society.people) for name, scenario in found]
    session_of(context).show(("scenario", "title", "start", "days", "people"), rows)


@click.command()
@click.argument("scenario", metavar="FILE")
@click.option("--set", "options", multiple=True, metavar="KEY=VALUE", help="Change a key first, as `run` would; repeatable.")
@common_options
@click.pass_context
def check(context: click.Context, scenario: str, options: tuple[str, ...]) -> None:
    """Validate a scenario without running it.

    FILE may be a shipped name, too. Every problem is told at once; with none, what the scenario asks for.
    """
    from sincerity.api.scenarios import load_scenario
    from sincerity.engine.simulation import bytes_needed
    from sincerity.scenario.load import scenario_hash

    loaded = load_scenario(scenario, options=options)
    facts = {
        "scenario": loaded.name,
        "start": str(loaded.start),
        "days": loaded.days,
        "people": loaded.society.people,
        "behaviours": len(loaded.society.behaviour),
        "memory_bytes": bytes_needed(loaded),
        "scenario_hash": scenario_hash(loaded),
    }
    session = session_of(context)
    session.say(f"{scenario} is a valid scenario.")
    session.show(("fact", "value"), facts.items(), document={"valid": True, **facts})
