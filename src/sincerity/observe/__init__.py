"""What reads a run and never steps it."""
