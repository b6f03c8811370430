"""The run folder and what is written into it: Parquet tables, manifest, checkpoints, log, hash."""
