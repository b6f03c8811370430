"""The notebooks: made from their sources, executed without error to the same text as is kept, and with nothing of a machine in them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
NAMES = ("first-look", "testing-a-claim")
AGAIN = "Execute it again: python docs/notebooks/execute.py"
MOST_BYTES = 500_000
OF_A_MACHINE = (str(FOLDER.parents[1]), str(Path.home()), "/tmp/", "/home/", "/Users/", "/root/", "ipykernel_", "person-days")


def kept(name: str) -> Any:
    """A notebook as it is kept."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code_of(notebook: Any) -> list[Any]:
    """The cells of code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def told(output: Any) -> dict[str, str]:
    """What an output says, by kind; pictures have no say."""
    if output.output_type == "stream":
        return {output.name: output.text}
    return {kind: text for kind, text in output.get("data", {}).items() if not kind.startswith("image/")}


def test_every_notebook_has_a_source_and_every_source_a_notebook() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(NAMES)
    assert sorted(path.stem for path in FOLDER.glob("*.py")) == sorted([*NAMES, "execute"])


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_its_source_executed(name: str) -> None:
    source = jupytext.read(FOLDER / f"{name}.py", fmt="py:percent")
    wanted = [(cell.cell_type, cell.source) for cell in source.cells]
    assert [(cell.cell_type, cell.source) for cell in kept(name).cells] == wanted, AGAIN
    assert [cell.execution_count for cell in code_of(kept(name))] == list(range(1, len(code_of(source)) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_executed_again_says_the_same(name: str, tmp_path: Path) -> None:
    words = [sys.executable, str(FOLDER / "execute.py"), "--into", str(tmp_path), name]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    again = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
    for cell, other in zip(code_of(kept(name)), code_of(again), strict=True):
        assert list(map(told, cell.outputs)) == list(map(told, other.outputs)), f"{AGAIN}\n{cell.source}"
    assert again.metadata == kept(name).metadata
    assert [cell.id for cell in again.cells] == [cell.id for cell in kept(name).cells]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_holds_nothing_of_a_machine(name: str) -> None:
    notebook, file = kept(name), FOLDER / f"{name}.ipynb"
    assert file.stat().st_size < MOST_BYTES
    text = file.read_text(encoding="utf-8")
    assert [word for word in OF_A_MACHINE if word in text] == []
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    assert (notebook.metadata.language_info.name, notebook.metadata.kernelspec.language) == ("python", "python")
    assert all(not cell.metadata for cell in notebook.cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_without_a_kernel(name: str) -> None:
    outputs = [output for cell in code_of(kept(name)) for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"stream", "execute_result"}
    assert all(output.name == "stdout" for output in outputs if output.output_type == "stream"), "no warning"
    pictures = [output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert len(pictures) >= 3
    assert all(picture.startswith("<svg") and "<script" not in picture for picture in pictures)
    assert all("<script" not in text for output in outputs for text in told(output).values())


@pytest.mark.parametrize("name", NAMES)
def test_links_of_a_notebook_lead_somewhere(name: str) -> None:
    for cell in kept(name).cells:
        for target in re.findall(r"\]\(([^)\s]+)\)", cell.source) if cell.cell_type == "markdown" else ():
            assert (FOLDER / target).exists(), target
