"""The mobility matrix as a figure: rows from, columns to, in per cent, readable in black and white."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sincerity.experiments.measure import analysis_part
from sincerity.types import Array

TITLES = ("without a policy", "under the article's system", "change, points")
ROWS = ("all children", "children of the listed")


def draw_matrices(matrix: Array, years: int, file: Path) -> None:
    """Six panels into an SVG: all children and those of the listed; without the policy, with it, and the change.

    matrix: persons, [group, with or without, from fifth, to fifth]; years: from start to end. RunError where matplotlib is not
    installed.
    """
    plt = _pyplot()
    figure, axes = plt.subplots(2, 3, figsize=(11, 7.4), layout="constrained")
    whole = np.array([[shares(matrix[group, side]) for side in (0, 1)] for group in (0, 1)])
    most = max(1.0, float(np.abs(whole[:, 0] - whole[:, 1]).max()))
    for group, (with_, twin) in enumerate(whole):
        change = with_ - twin
        for axis, values, limits, colours, form in (
            (axes[group, 0], twin, (0, 50), "Greys", "{:.0f}"),
            (axes[group, 1], with_, (0, 50), "Greys", "{:.0f}"),
            (axes[group, 2], change, (-most, most), "PuOr_r", "{:+.1f}"),
        ):
            _panel(axis, values, limits, colours, form)
        axes[group, 0].set_ylabel(f"{ROWS[group]}\nfrom fifth of household income")
    for column, title in enumerate(TITLES):
        axes[0, column].set_title(title, fontsize=11)
        axes[1, column].set_xlabel(f"to fifth of own income, {years} years on")
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def _panel(axis: Any, values: Array, limits: tuple[float, float], colours: str, form: str) -> None:
    axis.imshow(values, vmin=limits[0], vmax=limits[1], cmap=colours)
    fifths = range(len(values))
    axis.set_xticks(fifths, [str(k + 1) for k in fifths])
    axis.set_yticks(fifths, [str(k + 1) for k in fifths])
    dark = limits[0] + 0.62 * (limits[1] - limits[0])
    for row in fifths:
        for column in fifths:
            value = round(float(values[row, column]), 1) + 0.0  # no -0.0
            far = value > dark if limits[0] == 0 else abs(value) > 0.55 * limits[1]
            axis.text(column, row, form.format(value), ha="center", va="center", color="white" if far else "black", fontsize=10)


def shares(matrix: Array) -> Array:
    """Rows in per cent; a row without anybody is 0."""
    whole = matrix.sum(axis=1, keepdims=True)
    parts: Array = np.divide(matrix, whole, out=np.zeros(matrix.shape), where=whole > 0)
    return 100.0 * parts


def _pyplot() -> Any:
    matplotlib = analysis_part("matplotlib")
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "sincerity"
    return analysis_part("matplotlib.pyplot")
