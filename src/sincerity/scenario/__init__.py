"""Scenario files: read, checked, written. Import `sincerity.scenario.load` for the work; this file stays light."""
