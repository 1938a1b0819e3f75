"""Write ``finops_guard/policy/bundled.json``: the bundled policies as one file that loads without a YAML parser.

Run it after every change below ``policies/``: ``python -m tools.bundle_policies``.
"""

from __future__ import annotations

import json
from pathlib import Path

from finops_guard import _assets
from finops_guard.policy.loader import BUNDLE
from finops_guard.policy.reading import read_bundled


def bundle() -> str:
    """Return the text of the bundle: policy data by path, in path order."""
    base = _assets.directory("policies")
    files = sorted(Path(base).glob("*/*.yaml"))
    data = {path.relative_to(base).as_posix(): read_bundled(path.name, path.read_bytes()).data for path in files}
    return json.dumps(data, ensure_ascii=False, indent=1, default=float) + "\n"


if __name__ == "__main__":
    Path(BUNDLE).write_text(bundle(), encoding="utf-8")
    print(f"wrote {BUNDLE}")
