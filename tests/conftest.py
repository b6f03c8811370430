"""Settings for every test: property tests draw the same examples on every machine, and none is failed for its time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("lab", deadline=None, derandomize=True)
settings.load_profile("lab")
