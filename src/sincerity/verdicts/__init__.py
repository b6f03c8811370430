"""What is claimed of a policy, lived and judged: `claims.toml`, metrics, draws, verdicts. Reached as `sl.claims` and `sincerity claims`."""
