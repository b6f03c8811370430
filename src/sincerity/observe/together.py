"""Several observers as one."""

from __future__ import annotations

from sincerity.engine.simulation import Observer, Simulation
from sincerity.types import Columns


class Together(Observer):
    """Lets each observer look in turn. At most one of them tells events."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def begin(self, simulation: Simulation) -> None:
        """Before the first day of a sitting."""
        for observer in self._observers:
            observer.begin(simulation)

    def morning(self, simulation: Simulation) -> None:
        """After each pass of a morning."""
        for observer in self._observers:
            observer.morning(simulation)

    def day(self, simulation: Simulation) -> None:
        """Before each day, when its morning is over."""
        for observer in self._observers:
            observer.day(simulation)

    def take(self) -> Columns | None:
        """The events that one of them has to tell."""
        for observer in self._observers:
            rows = observer.take()
            if rows is not None:
                return rows
        return None

    def tables(self) -> dict[str, Columns]:
        """The rows of all their tables."""
        return {name: rows for observer in self._observers for name, rows in observer.tables().items()}
