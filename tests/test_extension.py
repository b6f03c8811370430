"""A mechanism in a stranger's package: built, installed, a part of everything, in processes of its own; what is said of broken ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from sincerity.draw import PAIR, PLUGIN_BLOCK, PLUGIN_WORDS, PURPOSES, plugin_purpose
from sincerity.engine import plugin_checks
from sincerity.engine.compose import BUILT_IN, registry
from sincerity.engine.day import DAY, Step, with_plugins
from sincerity.engine.plugin_checks import check_plugins
from sincerity.engine.plugins import Plugin
from sincerity.errors import PluginError

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "deposits"
SOURCE = (EXAMPLE / "src" / "sincerity_deposits" / "deposits.py").read_text(encoding="utf-8")
SMALL = ("--people", "2000", "--days", "60", "--set", "burn_in_days=5", "--set", "policy.rollout.active=false", "--quiet")


def call(*words: str, path: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Python on these words, in a process that finds what is installed in `path` besides."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")} | more
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (*((path,) if path else ()), ROOT / "src")))
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def answer(*words: str, path: Path | None = None, **more: str) -> str:
    """What such a process prints; it must not fail."""
    done = call(*words, path=path, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example is installed, from its wheel."""
    folder = tmp_path_factory.mktemp("extension")
    shutil.copytree(EXAMPLE, folder / "source")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    answer(*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), str(folder / "source"))
    (wheel,) = folder.glob("*.whl")
    answer(*pip, "install", "--no-deps", "--no-index", "--target", str(folder / "site"), str(wheel))
    return folder / "site"


def explained(what: str, site: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer("-m", "sincerity", "explain", what, "--json", path=site))[0]
    return found


def test_everything_of_it_is_explained(site: Path) -> None:
    card = explained("deposits", site)
    assert card["facts"] == {
        "package": "`sincerity-deposits 0.1.0`",
        "module": "`sincerity_deposits.deposits`",
        "switch": "`policy.deposits.active`",
        "tables": "`policy.deposits` (off when absent)",
        "random words": "`RENTAL`, `RENTAL_THING`",
    }
    for kind, names in {
        "metric": ("series.rentals", "people.deposits_spared", "events.deposit_left"),
        "purpose": ("deposits.RENTAL", "RENTAL_THING"),
        "key": ("policy.deposits.per_year",),
        "table": ("policy.deposits",),
        "field": ("today.deposit_left", "cold.deposits_spared"),
    }.items():
        for name in names:
            assert (explained(name, site)["kind"], explained(name, site)["owner"]) == (kind, "deposits"), name


def test_its_step_is_in_the_day_behind_ours_of_the_stage(site: Path) -> None:
    rows = [line.split("\t") for line in answer("-m", "sincerity", "explain", "day", path=site).splitlines()]
    steps = [(stage, hook) for _, stage, hook, *_ in rows[1:]]
    assert [hook for stage, hook in steps if stage == "live"][-1] == "deposits.live"
    ours = [hook for _, hook in steps if hook != "deposits.live"]
    assert ours == [f"{step.mechanism}.{step.hook}" for step in DAY]
    code = answer("-m", "sincerity", "explain", "day", "--code", path=site)
    assert "\nimport sincerity_deposits.deposits as deposits\n" in code
    assert "    deposits.live(p, day, me, cold, today, world, policy, tally)\n" in code


def test_the_generated_docs_have_it(site: Path) -> None:
    parts = "g.mechanisms(), g.metrics(), g.purposes(), g.keys('policy')"
    script = f"import sys; sys.path.insert(0, 'docs/_ext'); import generated as g; print({parts})"
    text = answer("-c", script, path=site)
    for part in ("| deposits | Who has a good score", "`rentals`", "`deposits.RENTAL`", "`policy.deposits.from_tier`", "Rules: deposits."):
        assert part in text


def run(out: Path, *words: str, path: Path | None = None, **more: str) -> str:
    """The hash of a small run."""
    answer("-m", "sincerity", "run", "article", *SMALL, "--out", str(out), *words, path=path, **more)
    return str(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["result_hash"])


@pytest.mark.slow
def test_it_lives_and_switched_off_leaves_the_bits_of_a_lab_without_it(site: Path, tmp_path: Path) -> None:
    on = ("--set", "policy.deposits.from_tier=A", "--set", "policy.deposits.per_year=60", "--watch", "1,2,3,4,5,6,7,8")
    hashes = {
        "on": run(tmp_path / "on", *on, path=site),
        "off": run(tmp_path / "off", *on, "--set", "policy.deposits.active=false", path=site),
        "absent": run(tmp_path / "absent", path=site),
        "left out": run(tmp_path / "left-out", path=site, SINCERITY_PLUGINS="0"),
        "without": run(tmp_path / "without"),
    }
    assert len({hashes[name] for name in ("off", "absent", "left out", "without")}) == 1
    assert hashes["on"] != hashes["off"]

    def found(query: str, folder: str = "on") -> list[tuple[int, ...]]:
        return duckdb.sql(query.format(tmp_path / folder)).fetchall()

    sums = "select sum(rentals), sum(deposits_waived), sum(deposits_left), sum(deposits_sum) from '{}/series.parquet' where region = -1"
    rentals, waived, left, cny = found(sums)[0]
    assert rentals == waived + left > 0 < left
    assert 39 * left <= cny <= 199 * left
    assert found(sums, "off") == found(sums, "absent") == [(0, 0, 0, 0)]
    assert found("select sum(deposits_spared) from '{}/people.parquet'")[0][0] in range(waived - 50, waived + 1)  # who left took some along
    assert found("select count(*) from '{}/events.parquet' where kind in ('deposit_waived', 'deposit_left')")[0][0] > 0
    without = duckdb.sql(f"select * from '{tmp_path / 'without'}/series.parquet' limit 1").columns
    assert "rentals" not in without


INTERPRETED = """
import sys
sys.path.insert(0, "tests")
import numpy as np
from lab import PLUGGED, interpret, scenario, settled
wanted = scenario("article", *PLUGGED, "policy.rollout.active=false", people=128, days=4, burn_in_days=1)
compiled, plain = settled(wanted), settled(wanted)
interpret(plain)
for _ in range(5):
    compiled.step()
    plain.step()
assert compiled.tallies["rentals"].sum() > 0
assert np.array_equal(compiled.tallies, plain.tallies)
assert all(np.array_equal(array, plain.state()[name]) for name, array in compiled.state().items())
"""


@pytest.mark.slow
def test_interpreted_it_lives_the_same_days(site: Path) -> None:
    answer("-c", INTERPRETED, path=site)


@pytest.mark.slow
def test_it_passes_the_conformance_suite_and_its_own(site: Path) -> None:
    suites = ("tests/mechanisms/test_conformance.py", "tests/engine/test_day.py", str(EXAMPLE / "tests"))
    said = answer("-m", "pytest", "-q", "-p", "no:cacheprovider", *suites, "-k", "deposits", "-rA", path=site)
    passed = [line for line in said.splitlines() if line.startswith("PASSED") and "deposits" in line]
    assert len([line for line in passed if "test_conformance" in line]) >= 7
    assert any("test_a_step_reads_and_writes_what_the_table_says[deposits.live]" in line for line in passed)
    assert any("test_a_good_tier_is_spared" in line for line in passed)


def test_what_authors_import_is_light() -> None:
    heavy = {"numba", "duckdb", "pydantic", "fastapi", "matplotlib", "sincerity.engine", "sincerity.mechanisms"}
    loaded = answer("-c", "import sys, sincerity.extend as e; [getattr(e, name) for name in e.__all__]; print(*sys.modules)").split()
    assert not heavy & set(loaded)


def install(folder: Path, name: str, text: str) -> Path:
    """A package as pip leaves it, whose mechanism has this name and source."""
    (folder / "stranger.py").write_text(text, encoding="utf-8")
    about = folder / "a_stranger-2.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: a-stranger\nVersion: 2.1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[sincerity.mechanisms]\n{name} = stranger\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "deposits",
            "import nothing_of_this_name",
            "importing stranger failed: ModuleNotFoundError: No module named 'nothing_of_this_name'.",
        ),
        ("travel", SOURCE, "the laboratory has a mechanism of this name. Rename"),
        (
            "person",
            SOURCE.replace('"deposits"', '"person"').replace('"""deposits:', '"""person:'),
            "the composed day has a part of this name",
        ),
    ],
)
def test_a_broken_package_is_one_message(name: str, text: str, words: str, tmp_path: Path) -> None:
    folder = install(tmp_path, name, text)
    done = call("-m", "sincerity", "explain", "day", "--code", path=folder)
    assert done.returncode == 2
    assert f"mechanism {name} of package a-stranger 2.1: {words}" in done.stderr
    assert "uninstall it (pip uninstall a-stranger)" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "deposits.live" not in answer("-m", "sincerity", "explain", "day", path=folder, SINCERITY_PLUGINS="0")


def plugin(text: str = SOURCE, name: str = "deposits", package: str = "a-stranger") -> Plugin:
    """The example, or what was made of its text, as found in a package."""
    module = ModuleType(f"stranger_{name}")
    exec(text, vars(module))
    return Plugin(name, module, package, "2.1")


def complaint_about(*plugins: Plugin) -> str:
    with pytest.raises(PluginError) as caught:
        check_plugins(plugins, {module.__name__.rpartition(".")[2]: module for module in BUILT_IN}, registry())
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"""deposits: who', '"""who', 'does not begin with "deposits: "'),
        ("PARAMS = (", "SETTINGS = (", "PARAMS is not a tuple of Table"),
        ("STEPS = (", "PASSES = (", "STEPS is not a tuple of Step. Name its hooks there"),
        ("def pack(", "def unpack(", "no function pack(scenario, world, policy)"),
        ('        "policy.deposits",\n        "deposits",', '        "policy.deposits",\n        "rent",', "belongs to rent"),
        (
            '        "policy.deposits",\n',
            '        "policy.travel",\n',
            "the table policy.travel is that of travel. Take a table of its own",
        ),
        ('absent="off"', 'absent="default"', "would be in force without being written"),
        ('absent="off"', 'absent="off", switch=False', "no table has a switch"),
        ('        "live",\n        "deposits",', '        "live",\n        "travel",', "which is not its own"),
        ('        "live",\n        "deposits",', '        "lunch",\n        "deposits",', "no pass has this stage"),
        ('        "live",\n        "deposits",', '        "month",\n        "deposits",', "live takes 8 arguments and is called with 10"),
        ('        "deposits",\n        "live",', '        "deposits",\n        "lend",', "defines no such function"),
        ('plugin_purpose("deposits", 1)', "4", "PURPOSES names RENTAL_THING, which is none of its words"),
        ('plugin_purpose("deposits", 1)', 'plugin_purpose("deposits", 0)', "the same word"),
        ('PURPOSES = {"RENTAL":', 'TRIP = RENTAL\nPURPOSES = {"TRIP": "x", "RENTAL":', "TRIP, which is a word of the laboratory's"),
        (
            'PURPOSES = {"RENTAL": "Whether the person rents something today.", "RENTAL_THING": "What is rented."}',
            "PURPOSES = ('RENTAL',)",
            "a dict",
        ),
        ('Field("deposits_spared"', 'Field("hours_lost"', "declared twice: hours_lost"),
        ('Field("deposits_spared"', 'Field("size"', "named like an attribute of np.record: size"),
        ('"things_for_rent": len', '"tiers": len', "DIMENSIONS has tiers, which is there already"),
        ('DIMENSIONS = {"things_for_rent": len(THINGS)}', "", "runs over 'things_for_rent', which is no dimension"),
        ('PEOPLE = {"deposits_spared"', 'PEOPLE = {"deposit"', "PEOPLE names deposit, which is no plain field"),
        ('Event("deposit_waived"', 'Event("waived"', "EVENTS names waived, which is no field of its TODAY"),
        ('"deposit_left", "deposit_left"', '"deposit_left", "flight_refused"', "the kind flight_refused, which is there already"),
    ],
)
def test_what_is_missing_or_wrong_is_named(old: str, new: str, words: str) -> None:
    assert SOURCE.count(old) == 1, old
    said = complaint_about(plugin(SOURCE.replace(old, new)))
    assert said.startswith("mechanism deposits of package a-stranger 2.1: ")
    assert words in said


def test_names_are_names() -> None:
    assert "not a lower-case Python name" in complaint_about(plugin(name="Deposits"))


def test_two_packages_do_not_get_in_each_other_s_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "package a-stranger brings a mechanism of the same name" in complaint_about(plugin(), plugin(package="another"))
    other = (
        SOURCE.replace("deposits", "bonds").replace("deposit_", "bond_").replace("rentals", "leases").replace("things_for_rent", "leased")
    )
    others = plugin(), plugin(other, "bonds", "another")
    check_plugins(others, {}, registry())
    monkeypatch.setattr(plugin_checks, "plugin_purpose", lambda mechanism, n: plugin_purpose("deposits", n))
    assert "its random words are those of deposits of package a-stranger" in complaint_about(plugin(), _same_words(other))


def _same_words(text: str) -> Plugin:
    return plugin(text.replace('plugin_purpose("bonds"', 'plugin_purpose("deposits"'), "bonds", "another")


def test_their_words_are_their_own_and_stay() -> None:
    assert plugin_purpose("deposits", 0) == 4 * 358423632, "assigned forever"
    for name in ("deposits", "bonds", "a", "x" * 100):
        words = [plugin_purpose(name, n) for n in range(PLUGIN_WORDS)]
        assert words == list(range(words[0], words[0] + PLUGIN_WORDS))
        assert max(PURPOSES.values()) >> 2 < PLUGIN_BLOCK <= words[0] >> 2 <= words[-1] >> 2 < PAIR
    for n in (-1, PLUGIN_WORDS):
        with pytest.raises(ValueError, match="words 0 to 63"):
            plugin_purpose("deposits", n)


def test_a_step_comes_last_of_its_stage_and_meets_contact_by_contact() -> None:
    mine = tuple(Step(stage, "mine", hook) for stage, hook in (("act", "act"), ("meet", "meet"), ("meet", "after"), ("month", "month")))
    found = with_plugins(DAY, mine)
    assert tuple(step for step in found if step.mechanism != "mine") == DAY
    for i, step in enumerate(found):
        if step.mechanism == "mine":
            later = [(other.stage, other.hook == "meet") for other in found[i + 1 :]]
            assert (step.stage, step.hook == "meet") not in later
    assert [step.hook for step in found if step.mechanism == "mine"] == ["act", "meet", "after"]
