"""``python -m finops_guard``."""

from finops_guard.cli import run

if __name__ == "__main__":
    run()
