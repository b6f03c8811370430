"""Bands and levels of the page *economy*: from an age or a word to its place in a table."""

from __future__ import annotations

import numpy as np

from reference.numbers import Ints


def grown_up(age: Ints) -> Ints:
    """The age as the tables of adults ask for it; children are given the first, and what comes of it is not used."""
    return np.maximum(age, 18)


def age_band(age: Ints) -> Ints:
    """Of ages from 18 on."""
    age = grown_up(age)
    return np.where(age < 20, 0, np.minimum(age, 85) // 5 - 3)


def steps_below(edges: Ints, value: Ints) -> Ints:
    """How many of these rising edges lie below each value."""
    found: Ints = np.searchsorted(edges, value, side="left").astype(np.int64)
    return found


def level(word: Ints, cut: Ints) -> Ints:
    """The first level whose cut each word lies below, the last if there is none. cut: a row of levels for each word."""
    past: Ints = (word[:, None] >= cut).cumprod(axis=1).sum(axis=1)
    found: Ints = np.minimum(past, cut.shape[1] - 1)
    return found
