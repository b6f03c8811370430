"""Checkpoints come back bit for bit, or not at all."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from sincerity.errors import FolderError, RunError
from sincerity.store import checkpoint as module
from sincerity.store.checkpoint import CheckpointMeta, list_checkpoints, load_checkpoint, save_checkpoint
from store.fake_run import state


def meta(day: int) -> CheckpointMeta:
    return CheckpointMeta(day, "ab", 7, "0.1", layout="x", parts={"series": ["ab", "cd"]})


def test_round_trip(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, meta(365), state(365))
    found = load_checkpoint(tmp_path)
    assert found is not None
    assert found.meta == meta(365)
    for name, array in state(365).items():
        assert found.arrays[name].dtype == array.dtype
        assert found.arrays[name].tobytes() == array.tobytes()
        target = np.zeros_like(array)
        target[...] = found.arrays[name]
        assert (target == array).all()


def test_none_yet(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path / "nowhere") is None
    assert load_checkpoint(tmp_path) is None


def test_the_last_two_are_kept_and_days_before_zero_are_older(tmp_path: Path) -> None:
    for day in (-100, -5, 0, 730):
        save_checkpoint(tmp_path, meta(day), state(day))
    assert [path.name for path in list_checkpoints(tmp_path)] == ["day+00730", "day+00000"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day+00000", "day+00730"]


def test_the_same_day_again(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, meta(10), state(10))
    save_checkpoint(tmp_path, meta(10), state(11))
    found = load_checkpoint(tmp_path)
    assert found is not None
    assert found.arrays["people"]["score"][0] == 11


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def forget_format(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))


DAMAGE = [
    ("people.npy", flip),
    ("people.npy", cut),
    ("faces.npy", Path.unlink),
    ("meta.json", cut),
    ("meta.json", Path.unlink),
    ("meta.json", forget_format),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGE)
def test_a_damaged_one_costs_one_interval(tmp_path: Path, name: str, damage: object) -> None:
    save_checkpoint(tmp_path, meta(10), state(10))
    save_checkpoint(tmp_path, meta(20), state(20))
    damage(tmp_path / "day+00020" / name)  # type: ignore[operator]
    found = load_checkpoint(tmp_path)
    assert found is not None
    assert found.meta.day == 10
    assert "day+00020" in found.damaged[0]
    damage(tmp_path / "day+00010" / name)  # type: ignore[operator]
    with pytest.raises(FolderError, match=r"no checkpoint in .* is whole \(day\+00020"):
        load_checkpoint(tmp_path)


def test_one_whose_surroundings_are_damaged_is_passed_over(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, meta(10), state(10))
    save_checkpoint(tmp_path, meta(20), state(20))

    def check(found: CheckpointMeta) -> None:
        if found.day == 20:
            raise ValueError("a part is damaged")

    found = load_checkpoint(tmp_path, check)
    assert found is not None
    assert (found.meta.day, found.damaged) == (10, ("day+00020: a part is damaged",))


def test_half_a_checkpoint_has_no_name(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, meta(10), state(10))
    shutil.copytree(tmp_path / "day+00010", tmp_path / "day+00020.tmp")
    found = load_checkpoint(tmp_path)
    assert found is not None
    assert found.meta.day == 10
    save_checkpoint(tmp_path, meta(20), state(20))
    assert not (tmp_path / "day+00020.tmp").exists()


FULL = [OSError(errno.ENOSPC, "No space left on device"), OSError("20000 requested and 12710 written")]


@pytest.mark.parametrize("error", FULL, ids=["the system's words", "NumPy's words"])
def test_a_full_disk_keeps_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    save_checkpoint(tmp_path, meta(10), state(10))

    def full(*arguments: object, **named: object) -> None:
        raise error

    monkeypatch.setattr(module.np.lib.format, "write_array", full)
    with pytest.raises(RunError, match="disk full: the checkpoint of day 20"):
        save_checkpoint(tmp_path, meta(20), state(20))
    assert [path.name for path in tmp_path.iterdir()] == ["day+00010"]
