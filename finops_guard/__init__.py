"""finops-guard: policy as code for cloud cost, run before anything is deployed."""

__version__ = "0.1.0"
