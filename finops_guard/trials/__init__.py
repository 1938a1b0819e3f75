"""Policies tried on fixtures that say, line by line, what must be found."""
