"""Deposits that a good score spares: a mechanism for Sincerity Lab, in a package of its own."""
