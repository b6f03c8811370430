"""What the command line, the page and Python share: from a scenario's name to a finished run, and what is said of it.

Nothing is gathered here, so that whoever wants a scenario does not load what audits and claims need.
"""
