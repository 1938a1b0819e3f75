"""What is told of a scan while it runs, to whoever wants to show how far it is, or why a file was taken."""

from __future__ import annotations

from finops_guard.resources import ResourceSet


class Observer:
    """Hears what a scan does; this one makes nothing of it."""

    def stage(self, name: str) -> None:
        """A stage begins, and with it the one before ends."""

    def left_out(self, path: str, why: str) -> None:
        """A file that a source would read, or a directory, is not looked at."""

    def found(self, resources: ResourceSet) -> None:
        """All files have been read."""

    def judged(self, number: int) -> None:
        """So many times a policy has been held to something; told now and then."""


SILENT = Observer()
