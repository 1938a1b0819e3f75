"""The configuration: ``.finops-guard.yaml``, or ``[tool.finops-guard]`` in ``pyproject.toml``, read into Settings."""
