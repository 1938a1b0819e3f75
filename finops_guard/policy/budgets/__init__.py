"""Budgets, wherever they are written, and what of them is used by what they are for."""
