"""The engine: the day as a table, composed into one compiled pass."""
