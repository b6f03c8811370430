"""How the site is built: Sphinx over the Markdown of this folder, with the reference made from the code (`_ext/generated.py`)."""

from __future__ import annotations

import sys
from pathlib import Path

from sincerity.version import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Sincerity Lab"
author = "The Sincerity Lab developers"
copyright = "the Sincerity Lab developers, Apache-2.0"  # noqa: A001
version = release = __version__
extensions = ["myst_nb", "generated"]
exclude_patterns = ["_build", "_ext"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
root_doc = "index"
language = "en"
smartquotes = False
nitpicky = True

myst_heading_anchors = 4
"""Headings are linked to as a repository browser links to them."""

nb_execution_mode = "off"
"""Notebooks are shown as they are kept; `docs/notebooks/execute.py` executes them."""

html_theme = "furo"
html_title = "Sincerity Lab"
html_static_path = ["_static"]
html_css_files = ["lab.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f5d57", "color-brand-content": "#1f5d57"},
    "dark_css_variables": {"color-brand-primary": "#7cc4bb", "color-brand-content": "#7cc4bb"},
}
