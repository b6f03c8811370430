"""One broken file per error: `# expect:` lines at its top name words of each message, in order."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scenario.made_up import REGISTRY
from sincerity.engine.compose import registry
from sincerity.errors import ScenarioError
from sincerity.scenario.load import load, shipped

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.toml"))
REAL = sorted((BAD / "real").glob("*.toml"))
"""Under the real mechanisms; the others under made-up ones."""


def expected(path: Path) -> list[list[str]]:
    lines = re.findall(r"^# expect: (.*)$", path.read_text(encoding="utf-8"), flags=re.M)
    return [[word.strip() for word in line.split(" | ")] for line in lines]


@pytest.mark.parametrize("path", [*FILES, *REAL], ids=lambda path: path.stem)
def test_each_broken_file_says_what_is_wrong_where_and_what_to_do(path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(path, registry() if path in REAL else REGISTRY)
    said = str(caught.value).splitlines()
    wanted = expected(path)
    assert len(said) == len(wanted) > 0, str(caught.value)
    for line, words in zip(said, wanted, strict=True):
        assert re.match(rf"{re.escape(str(path.parent))}/\w+\.toml:\d+: ", line)
        for word in words:
            assert word in line
        assert line.rstrip().endswith((".", "?"))


def test_exit_code_is_that_of_bad_input() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(BAD / "no_people.toml", REGISTRY)
    assert caught.value.exit_code == 2


def test_missing_file_names_the_nearest_shipped_scenario() -> None:
    with pytest.raises(
        ScenarioError, match=r"artcle: there is no such file or shipped scenario\. Shipped are article.*Did you mean article\?"
    ):
        load("artcle", REGISTRY)


def test_missing_file_unlike_any() -> None:
    with pytest.raises(ScenarioError, match=r"zzz\.toml: there is no such file.*Check the name"):
        load("zzz.toml", REGISTRY)


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="this is a folder"):
        load(tmp_path, REGISTRY)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'schema = 1\ntitle = "caf\xe9"\n')
    with pytest.raises(ScenarioError, match=r"latin\.toml:2: this is not UTF-8 text"):
        load(path, REGISTRY)


def test_a_message_is_one_line_however_odd_the_value(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text('policy.start_score = """\na\nb\n"""\n[society]\npeople = 1' + "0" * 400 + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path, REGISTRY)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert ":1: policy.start_score" in lines[0]
    assert ":6: society.people" in lines[1]


def test_every_fault_is_found_in_one_go_with_several_kinds_of_break(tmp_path: Path) -> None:
    """A broken key never hides the checks that do not read it."""
    path = tmp_path / "many.toml"
    path.write_text(
        "[society]\nregion_people = 1\n[society.network]\nfriends = 3\n[policy]\nstart_score = true\n"
        '[[policy.tier]]\nname = "A"\n[policy.travel]\nfor = "B"\nstays_home = 2\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load(path, REGISTRY)
    lines = str(caught.value).splitlines()
    assert [int(re.search(r"toml:(\d+):", line)[1]) for line in lines] == [2, 4, 6, 7, 11]  # type: ignore[index]
    assert "policy.tier[0].from is missing" in lines[3]


def test_the_shipped_are_these() -> None:
    assert shipped() == (
        *("article", "article-repealed", "credit-bureau", "documented", "due-process"),
        *("informants-only", "list-only", "none", "rewards-only", "rongcheng"),
    )


def test_import_is_light() -> None:
    code = "import sincerity.scenario, sincerity.scenario.registry, sys; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(BAD.parents[2] / "src")}, check=False).returncode == 0
