"""Equal bits: threads, interpreter, CUDA's simulator; no floating point in the kernel; the bytes a person takes."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.recorder import AT_ONCE, BUSY, SEED
from lab import COUNTED, foresee, hasten, interpret, live, scenario, settled
from sincerity.compute import launch
from sincerity.draw import DAILY
from sincerity.engine.compose import PASSES, kernels
from sincerity.engine.records import COLD_BYTES, HOT_BYTES
from sincerity.engine.simulation import Simulation
from sincerity.observe.detained import shadow_of
from sincerity.types import CELL_PEOPLE, Array

EVERYTHING = (
    *BUSY,
    "policy.surveillance.group_b_factor=2.0",
    "mind.trust.signal=0.3",
    "mind.trust.crowding=-0.3",
)
"""Settings under which every mechanism counts something of all that it counts, in a few people's month."""


def test_threads_change_no_bit() -> None:
    """Six regions that come under the policy one by one, each under two policies in the end, and a new year."""
    together = ("policy.rollout.active=true", "policy.rollout.nationwide=2014-12-08", "society.region_people=1500")
    wanted = scenario("article", *EVERYTHING, *together, people=9000, days=60)
    one, *others = (live(wanted, threads=threads, hasty=True, look=foresee) for threads in (1, 2, 3))
    assert len(set(one.daily("covered").tolist())) > 3
    assert one.silent() == set()
    assert {other.digest() for other in others} == {one.digest()}


def test_seeds_do() -> None:
    wanted = scenario("article", people=500, days=30)
    assert live(wanted, seed=1).digest() != live(wanted, seed=2).digest()


def test_interpreted_days_equal_compiled_ones() -> None:
    """200 people, from their settling on: 45 days across two turns of the month, a new year and two revisions, burn-in included."""
    wanted = scenario("article", *EVERYTHING, people=200, days=42, burn_in_days=3)
    compiled, plain = Simulation(wanted, seed=SEED, threads=1), Simulation(wanted, seed=SEED, threads=1)
    interpret(plain)
    for simulation in (compiled, plain):
        hasten(simulation)
        foresee(simulation)
        simulation.settle()
    for day in range(-3, 43):
        for name, array in compiled.state().items():
            assert np.array_equal(array, plain.state()[name]), (day, name)
        if day < 42:
            compiled.step()
            plain.step()
    assert np.array_equal(compiled.tallies, plain.tallies)
    assert {name for name in COUNTED if not plain.tallies[name].any()} == set()
    for name, column in compiled.people_table().items():
        assert np.array_equal(column, plain.people_table()[name]), name


CUDA = """
from lab import DAILY, foresee, live, scenario
EVERYTHING = {settings}
revised = 'policy.revision=[{{on=2015-01-04,set={{"listing.by_score"=false}}}},{{on=2015-01-08,set={{active=false}}}}]'
sizes = dict(people={people}, days=14, burn_in_days=1)
wanted = scenario("article", *EVERYTHING, revised, "start=2014-12-27", "society.region_people=64", **sizes)
one, other = (live(wanted, device=device, hasty=True, look=foresee) for device in ("cpu", "cuda"))
print(one.digest() == other.digest(), sorted(one.silent() & DAILY))
"""


@pytest.mark.parametrize("people", [64, 130])
def test_cuda_simulator_gives_the_same_bits(people: int) -> None:
    """Two weeks with a new year and two revisions. Only days are lived there; what mornings leave is in what they begin from."""
    pytest.importorskip("numba_cuda", reason="numba-cuda is not installed")
    code = CUDA.format(people=people, settings=(*EVERYTHING, *AT_ONCE, "policy.informants.checks_per_1000=0"))
    folder = Path(__file__).parents[1]
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "PYTHONPATH": f"{folder}{os.pathsep}{folder.parent / 'src'}"}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert found.stdout.strip() == "True []", found.stdout + found.stderr


def look_aside(simulation: Simulation) -> None:
    """Call the passes that no day of a run on the CPU calls: those of a grid's map, of what everybody does today and of shadow acts."""
    passes, records = simulation.compiled.passes, simulation.compiled.records
    passes["map_range"](0, simulation.regions, simulation.policies, simulation.faces, simulation.cells)
    shadow_of(simulation)(0, 0)
    spare = (np.zeros(1, records.person), np.zeros(1, records.cold), np.zeros(1, records.today))
    constants = (simulation.regions, simulation.rings, simulation.world, simulation.policies, simulation.faces)
    acts: Array = np.zeros(simulation.n_people, np.int64)
    words = np.zeros((1, len(DAILY), 1), np.int64)
    own = (np.zeros(1, records.tally), acts)
    passes["acts_range"](0, simulation.day, 0, words, simulation.people, simulation.cold, *spare, *constants, *own)


@pytest.fixture(scope="module")
def compiled_anew() -> dict[str, str]:
    """LLVM's text of every pass, compiled without the cache, which keeps none; one person's day is `day_range`'s."""
    simulation = settled(scenario("article", *EVERYTHING, "start=2014-12-09", people=64, days=31, burn_in_days=0))
    while simulation.day < 31:
        simulation.step()
    assert simulation.people_table()
    assert list(simulation.edges())
    look_aside(simulation)
    texts = {}
    for name in set(PASSES) - {"one_day"}:
        function = launch.compile_range(getattr(simulation.compiled.module, name), cache=False)
        (signature,) = simulation.compiled.passes[name].signatures
        function.compile(signature)
        (texts[name],) = function.inspect_llvm().values()
    return texts


def test_no_floating_point_in_the_kernel(compiled_anew: dict[str, str]) -> None:
    for name, text in compiled_anew.items():
        assert "define" in text, name
        assert not re.findall(r"\b(?:double|float|half)\b", text), name


def test_ptx_has_no_floating_point() -> None:
    """Where CUDA's compiler is present the day compiles to PTX, GPU or not."""
    pytest.importorskip("numba_cuda", reason="numba-cuda is not installed")
    if not os.environ.get("CUDA_HOME") and not Path("/usr/local/cuda").exists():
        pytest.skip("no CUDA toolkit here")
    folder = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{folder.parent / 'src'}"}
    environment.setdefault("CUDA_HOME", "/usr/local/cuda")
    found = subprocess.run([sys.executable, "-c", PTX], env=environment, capture_output=True, text=True, check=False)
    if "NotFoundError" in found.stderr:
        missing = next(line for line in found.stderr.splitlines() if "NotFoundError: " in line)
        pytest.skip(f"the CUDA toolkit here is not whole: {missing[:160]}")
    assert found.returncode == 0, found.stderr[-3000:]
    assert found.stdout.strip().endswith("0 floats"), found.stdout


PTX = """
import re
from types import SimpleNamespace
import numba.cuda.dispatcher as dispatcher
from numba import cuda
from numba.cuda import types
from numba.cuda.np.numpy_support import from_dtype
import numpy as np
from lab import scenario, settled
from sincerity.compute.launch import cuda_kernel
from sincerity.engine.compose import kernels
dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=(9, 0))
sim = settled(scenario("article", people=64, days=2))
kernel = cuda_kernel(sim.compiled.module.day_cell, kernels(sim.compiled))
arrays = [np.zeros(1, np.int32), sim.words, sim.people, sim.cold, sim.todays, sim.regions, sim.rings, sim.world, sim.policies,
          sim.faces, sim.cells, sim.faces, sim.tallies]
signature = (types.int64, types.int64, *(types.Array(from_dtype(a.dtype), a.ndim, "C") for a in arrays))
ptx, _ = cuda.compile_ptx(kernel.py_func, signature, cc=(9, 0))
assert ".visible" in ptx
print(len(ptx), len(re.findall(r"\\.f(?:16|32|64)\\b", ptx)), "floats")
"""


def test_bytes_of_a_person() -> None:
    simulation = settled(scenario("article", people=64, days=1))
    assert simulation.compiled.records.hot_bytes <= HOT_BYTES
    assert simulation.compiled.records.cold_bytes <= COLD_BYTES


INTEGERS = ("int", "range", "abs", "min", "max", "len")
"""What a kernel may call besides its own kind."""


def test_every_function_that_a_pass_reaches_is_plain_and_ours() -> None:
    """From the passes down, call by call: plain integers, and functions that are composed, hence made callable and hashed."""
    compiled = settled(scenario("article", people=64, days=1)).compiled
    ours, reached = kernels(compiled), [getattr(compiled.module, name) for name in PASSES]
    for function in reached:
        for node in ast.walk(ast.parse(inspect.getsource(function))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) not in INTEGERS:
                called = eval(ast.unparse(node.func), function.__globals__)
                assert called in ours, f"{function.__name__} calls {ast.unparse(node.func)}"
                if called not in reached:
                    reached.append(called)
    assert {"draw", "act", "contact_of"} <= {function.__name__ for function in reached}


def test_a_cell_is_drawn_ahead_whole() -> None:
    simulation = settled(scenario("article", people=130, days=1))
    assert simulation.words.shape[-1] == CELL_PEOPLE
