"""Policies described: for a terminal, for programs, and as pages of documentation."""
