"""Builders of the embedded catalog: a maintainer's commands, never part of an installation."""
