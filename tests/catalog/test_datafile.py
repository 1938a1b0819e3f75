"""The data files themselves: complete, small, read without a network, and refused where damaged."""

from __future__ import annotations

import json
import re
import socket
import zlib
from pathlib import Path

import pytest

from finops_guard import catalog
from finops_guard.catalog import datafile
from finops_guard.errors import CatalogError

ROOT = Path(__file__).parents[2]


def _gzip(content: object) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return compressor.compress(json.dumps(content).encode()) + compressor.flush()


def test_all_files_are_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the catalog opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    names = datafile.names()
    assert {"taggable-aws", "sizes-ec2", "sizes-azure", "sizes-gce", "sizes-aws-nodes", "attributes-google"} <= set(
        names
    )
    for name in names:
        assert datafile.read(name)["sources"]


def test_files_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in Path(datafile.DIRECTORY).iterdir()}
    assert set(sizes) == {f"{name}{datafile.SUFFIX}" for name in datafile.names()}
    assert sum(size for name, size in sizes.items() if name.startswith("attributes-")) <= 250_000
    # 150,000 prices of machines as they are, each in about two bytes: most are a multiple of another one.
    assert sum(size for name, size in sizes.items() if name.startswith("prices-")) <= 280_000
    # 13,000 prices of units, managed disks of Azure in each of 64 regions among them.
    assert sum(size for name, size in sizes.items() if name.startswith("unit-prices-")) <= 80_000
    rest = [size for name, size in sizes.items() if not name.startswith(("attributes-", "prices-", "unit-prices-"))]
    assert sum(rest) <= 60_000


def test_files_carry_no_time() -> None:
    for path in Path(datafile.DIRECTORY).iterdir():
        assert path.read_bytes()[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00", path.name


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"not gzip",
        _gzip({"format": 1})[:-9],
        _gzip([1]),
        _gzip({"format": 2}),
        _gzip({}),
        zlib.compress(b"{"),
    ],
)
def test_damaged_files(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafile, "DIRECTORY", tmp_path)
    if content is not None:
        (tmp_path / "broken.json.gz").write_bytes(content)
    with pytest.raises(CatalogError, match=r"broken\.json\.gz.*reinstall"):
        datafile.read("broken")


def test_sources_are_complete_and_sorted() -> None:
    sources = catalog.sources()
    assert list(sources) == sorted(sources)
    assert {source.provides for source in sources} == set(datafile.names())
    for source in sources:
        assert source.licence
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", source.observed)


def test_notice_names_every_source() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    long_names = {"Apache-2.0": "Apache License 2.0", "MIT": "MIT License", "MPL-2.0": "Mozilla Public License 2.0"}
    for source in catalog.sources():
        if source.licence in long_names:
            assert source.name.partition(" (")[0] in notice
            assert re.search(rf"\b{re.escape(source.version)}\b", notice)
            assert long_names[source.licence] in re.sub(r"\s+", " ", notice)
        assert source.observed in notice
