"""Runs of runs: benchmarks now; twins, sweeps and clusters as they come."""
