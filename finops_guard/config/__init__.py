"""The configuration: ``.finops-guard.yaml``, or ``[tool.finops-guard]`` in ``pyproject.toml``, read into Settings."""

from finops_guard.config.files import NAMES, find, load, parse
from finops_guard.config.template import TEMPLATE

__all__ = ["NAMES", "TEMPLATE", "find", "load", "parse"]
