"""The one place that states the version; a floor below everything, so that any file may import it."""

__version__ = "0.1.0.dev0"
