"""What memory there is, read from made-up systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from sincerity.errors import SocietyError
from sincerity.store.memory import available_memory, peak_memory, require_memory

GB = 1_000_000_000


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_this_machine() -> None:
    assert 0 < available_memory() < 1 << 50
    assert peak_memory() > 1 << 20


def test_the_system_alone(tmp_path: Path) -> None:
    write(tmp_path, "proc/meminfo", "MemTotal: 100 kB\nMemAvailable:   4000000 kB\n")
    assert available_memory(tmp_path) == 4_096_000_000


def test_control_groups_version_2(tmp_path: Path) -> None:
    write(tmp_path, "proc/meminfo", "MemAvailable: 64000000 kB\n")
    write(tmp_path, "proc/self/cgroup", "0::/user/job\n")
    write(tmp_path, "sys/fs/cgroup/user/job/memory.max", "max\n")
    write(tmp_path, "sys/fs/cgroup/user/memory.max", f"{8 * GB}\n")
    write(tmp_path, "sys/fs/cgroup/user/memory.current", f"{3 * GB}\n")
    write(tmp_path, "sys/fs/cgroup/user/memory.stat", f"anon 5\ninactive_file {GB}\n")
    assert available_memory(tmp_path) == 6 * GB


def test_control_groups_version_1_from_inside_a_container(tmp_path: Path) -> None:
    write(tmp_path, "proc/meminfo", "MemAvailable: 64000000 kB\n")
    write(tmp_path, "proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/abc\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.limit_in_bytes", f"{2 * GB}\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.usage_in_bytes", f"{GB // 2}\n")
    assert available_memory(tmp_path) == 3 * GB // 2


def test_no_limit_is_no_limit(tmp_path: Path) -> None:
    write(tmp_path, "proc/meminfo", "MemAvailable: 1000 kB\n")
    write(tmp_path, "proc/self/cgroup", "4:memory:/\n")
    write(tmp_path, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
    assert available_memory(tmp_path) == 1_024_000


def test_refusal_names_needed_there_and_possible() -> None:
    require_memory(GB, available=2 * GB)
    told = r"5,000,000,000 people needs 600\.0 GB of memory; 24\.0 GB is available.*at most 180,000,000"
    with pytest.raises(SocietyError, match=told) as caught:
        require_memory(600 * GB, people=5_000_000_000, available=24 * GB)
    assert caught.value.exit_code == 2
