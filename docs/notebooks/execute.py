"""Make the notebooks of this folder from their sources: every `NAME.py`, in the percent format, becomes `NAME.ipynb` with its outputs.

    python docs/notebooks/execute.py [--into FOLDER] [NAME...]

A source is what is edited and read in a diff; a notebook is what is opened. It is executed in a fresh kernel of this interpreter, in an
empty folder, and holds nothing of the machine: neither times nor paths. Its numbers are the same wherever it is executed again.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in HERE.glob("*.py") if path.name != Path(__file__).name))
MOST_SECONDS = 900
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def execute(source: Path) -> Any:
    """The notebook of a source, executed from its first cell to its last."""
    import jupytext
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    notebook = jupytext.read(source, fmt="py:percent")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as sockets:
        # No folder of kernels: what is left is the one of this interpreter. It is talked to by files, not by network.
        kernels = KernelSpecManager(kernel_dirs=[])
        manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=kernels, transport="ipc", ip=f"{sockets}/kernel")
        client = NotebookClient(notebook, km=manager, timeout=MOST_SECONDS, record_timing=False, coalesce_streams=True)
        client.execute(cwd=folder, cleanup_kc=True)
    return clean(notebook)


def clean(notebook: Any) -> Any:
    """The same without what differs from machine to machine."""
    notebook.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return notebook


def main() -> None:
    """Execute the notebooks named, all by default."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all by default")
    parser.add_argument("--into", type=Path, default=HERE, help="the folder for the notebooks, this one by default")
    given = parser.parse_args()
    import nbformat

    with tempfile.TemporaryDirectory() as folder:
        # A reader's own settings and history of IPython have no say, and are left alone.
        os.environ |= dict.fromkeys(("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"), folder)
        for name in given.names or NAMES:
            nbformat.write(execute(HERE / f"{name}.py"), given.into / f"{name}.ipynb")


if __name__ == "__main__":
    main()
