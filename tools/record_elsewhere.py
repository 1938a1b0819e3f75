"""Write ``tests/policy/elsewhere.txt``: what bundled policies find in the fixtures of other policies.

A fixture is about one policy, and its marks say where that one fires. Most resources there lack something that another
policy asks for, such as tags: each line of the file names a fixture, a policy of another name, and the lines of the
fixture that it finds (``?``: unresolved). Whoever changes a policy reads what that changes here, and runs

    python -m tools.record_elsewhere
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from finops_guard.findings import Verdict
from finops_guard.policy import loader
from finops_guard.policy.model import Policy
from finops_guard.settings import Settings
from finops_guard.trials.bundled import DIRECTORY, checkout
from finops_guard.trials.fixtures import Case
from finops_guard.trials.judging import judge
from finops_guard.trials.running import gather

OUTPUT = Path(__file__).parents[1] / "tests" / "policy" / "elsewhere.txt"


def main() -> int:
    """Write the file; return 1 where there are no fixtures to judge."""
    tree = checkout()
    if tree is None:
        print("the fixtures are in the repository, not in an installed package", file=sys.stderr)
        return 1
    cases, _ = gather(tree, [DIRECTORY])
    policies = loader.load(Settings(), None)
    OUTPUT.write_text("".join(f"{line}\n" for case in cases for line in elsewhere(case, policies)), encoding="utf-8")
    print(f"wrote {OUTPUT}")
    return 0


def elsewhere(case: Case, policies: Sequence[Policy]) -> Iterator[str]:
    """Yield a line for each policy that finds something in the fixture of another one, by name."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for finding in judge(policies, case).findings:
        if finding.policy_name != case.policy:
            verdict = "?" if finding.verdict is Verdict.UNRESOLVED else ""
            found[finding.policy_name].setdefault(finding.location.line, verdict)
    for name, lines in sorted(found.items()):
        shown = " ".join(f"{line}{verdict}" for line, verdict in sorted(lines.items()))
        yield f"{case.shown.removeprefix(DIRECTORY).strip('/')} {name} {shown}"


if __name__ == "__main__":
    sys.exit(main())
