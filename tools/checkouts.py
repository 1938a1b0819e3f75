"""Public repositories whose files the catalog is made from, pinned, and how they are downloaded."""

from __future__ import annotations

import subprocess
from pathlib import Path

from msgspec import Struct

from tools.packages import OBSERVED
from tools.price_tables import Origin

HOST = "https://github.com"
_READ = "2026-11-29"
_FILTER = "blob:none"


class Checkout(Struct, frozen=True):
    """Files of a public repository at a commit, its licence, the day whose prices it has, and when it was read."""

    repository: str
    commit: str
    path: str
    licence: str
    date: str = ""
    observed: str = OBSERVED

    @property
    def origin(self) -> Origin:
        return Origin(self.repository, self.date)

    def read(self, directory: Path, path: str = "") -> str:
        """Return the text of a file; ``directory`` is a git directory of the repository."""
        return _git(directory, "show", f"{self.commit}:{path or self.path}")

    def fetch(self, cache: Path) -> Path:
        """Return a git directory in ``cache`` that has the commit, asking GitHub for it where it is missing.

        What files hold is downloaded when they are read, of those that are read alone.
        """
        directory = cache / f"{self.repository.replace('/', '+')}.git"
        if not directory.exists():
            directory.mkdir(parents=True)
            _git(directory, "init", "--bare", "--quiet")
            _git(directory, "remote", "add", "origin", f"{HOST}/{self.repository}.git")
            _git(directory, "config", "remote.origin.promisor", "true")
            _git(directory, "config", "remote.origin.partialclonefilter", _FILTER)
        fetched = f"refs/fetched/{self.commit}"  # to ask for the commit itself would download it
        if not _git(directory, "for-each-ref", fetched):
            print(f"downloading {self.repository} at {self.commit[:8]} from {HOST}")
            _git(
                directory, "fetch", "--quiet", "--depth=1", f"--filter={_FILTER}", "origin", f"{self.commit}:{fetched}"
            )
        return directory


def _git(directory: Path, *command: str) -> str:
    run = ["git", "-C", str(directory), *command]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout


AUTOSCALER = Checkout(
    "kubernetes/autoscaler",
    "55c37cd5eb550756c5ccc5a89e9068d77797e575",
    "cluster-autoscaler/cloudprovider",
    "Apache-2.0",
)
GCP_CALCULATOR = Checkout(
    "Cyclenerd/google-cloud-pricing-cost-calculator",
    "fd66b26ff84fee5cdd94f341ea89206e76c06b99",
    "pricing.yml",
    "Apache-2.0",
    "2026-07-30",
    _READ,
)
KARPENTER_AZURE = Checkout(
    "Azure/karpenter-provider-azure",
    "352646f599290c3a6d2f9710fb535a7b288f88ed",
    "pkg/providers/pricing/zz_generated.pricing.go",
    "Apache-2.0",
    "2026-06-18",
    _READ,
)
KARPENTER_AWS = Checkout(
    "aws/karpenter-provider-aws",
    "1d927085dd81a9df9301e613f371dac5b4d16bfe",
    "pkg/providers/pricing/zz_generated.pricing_aws.go",
    "Apache-2.0",
    "2026-07-20",
    _READ,
)
AWS_FEED = Checkout(
    "lamngockhuong/aws-price",
    "508fb45296c89efe38772babd7ec766644629267",
    "lib/data/pricing/ec2-transformed.json",
    "figures only",
    "2025-11-03",
    _READ,
)
RDS_TABLE = Checkout(
    "vantage-sh/ec2instances.info",
    "14ede5a54df6e33be6ccf96ae9cb60e168635844",
    "www/rds/instances.json",
    "MIT",
    "2021-08-03",
    _READ,
)
AZURE_RADAR = Checkout(
    "andy-diericks/azure-pricing-radar",
    "cf741f25c50759745f8eb5dcaf6c3746669c8f31",
    "data/latest",
    "MIT",
    "2026-08-03",
    _READ,
)
KARPENTER_GCP = Checkout(
    "cloudpilot-ai/karpenter-provider-gcp",
    "417f047b117521aba6d3ab120dac538a92161bf4",
    "pkg/providers/pricing/initial-prices.json",
    "Apache-2.0",
    "2026-08-03",
    _READ,
)
