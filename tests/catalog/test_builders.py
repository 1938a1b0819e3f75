"""The builders, on small sources written for these tests."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from finops_guard.catalog.aws_sizes import BURSTABLE, CURRENT, PREVIOUS
from tools import (
    build_catalog,
    checkouts,
    data_files,
    packages,
    provider_schema,
    published_figures,
    size_paths,
    sizes,
    taggable,
)


def _attribute(name: str, value: str, *, block: bool = False, storage: str = "string") -> str:
    return f"""            {name}: {{
                value: {value},
                isBlock: {str(block).lower()},
                type: "simple",
                storageClassType: "{storage}",
            }},
"""


def _tags() -> str:
    return _attribute("tags", "cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(this._tags)", storage="stringMap")


def _struct(name: str, *attributes: str) -> str:
    body = "".join(attributes)
    return f"function {name}ToHclTerraform(struct) {{\n    const attrs = {{\n{body}    }};\n    return attrs;\n}}\n"


def _resource(type_: str, *attributes: str, readable: str = "", static: bool = True, nested: str = "") -> str:
    mark = f'    static tfResourceType = "{type_}";\n' if static else ""
    after = "" if static else f'Thing.tfResourceType = "{type_}";\n'
    return (
        f"{nested}class Thing extends cdktn.TerraformResource {{\n{mark}"
        f"            providerVersion: '1.2.3',\n{readable}\n"
        f"    synthesizeHclAttributes() {{\n        const attrs = {{\n{''.join(attributes)}        }};\n    }}\n"
        f"}}\n{after}"
        '//# sourceMappingURL=data:tfResourceType = "not_this"\n'
    )


def _schema(type_: str, *attributes: str, readable: str = "", nested: str = "") -> provider_schema.ProviderSchema:
    return provider_schema.read_modules([("thing", _resource(type_, *attributes, readable=readable, nested=nested))])


BLOCK = _attribute("settings", "thingSettingsToHclTerraform(this._settings)", block=True, storage="ThingSettingsList")
SIZE = _attribute("tier", "cdktn.stringToHclTerraform(struct.tier)")


@pytest.mark.parametrize("static", [True, False])
def test_reads_attributes_of_a_resource_class(static: bool) -> None:
    code = _resource("aws_thing", _attribute("name", "cdktn.stringToHclTerraform(this._name)"), _tags(), static=static)
    schema = provider_schema.read_modules([("thing", code)])
    assert schema.version == "1.2.3"
    assert list(schema.resources) == ["aws_thing"]
    found = schema.resources["aws_thing"]
    assert list(found.attributes) == ["name", "tags"]
    assert found.attributes["tags"].string_map
    assert not found.attributes["name"].string_map


def test_follows_nested_blocks_in_any_file_of_the_folder() -> None:
    inner = _struct(
        "thingSettings", SIZE, _attribute("again", "cdktn.listMapperHcl(thingSettingsToHclTerraform, true)(x)")
    )
    modules = [("thing", _resource("google_thing", BLOCK)), ("thing", inner), ("other", _struct("x", SIZE))]
    for order in (modules, modules[::-1]):
        found = provider_schema.read_modules(order).resources["google_thing"]
        tier = found.at("settings.tier")
        assert tier is not None
        assert tier.storage == "string"
        assert found.at("settings.none") is None
        assert found.at("none.tier") is None
        assert found.at("settings.tier.deeper") is None
        # a block that holds itself is walked once
        assert [path for path, _ in found.walk()] == ["settings", "settings.tier", "settings.again"]


def test_reads_a_wheel(tmp_path: Path) -> None:
    code = _resource("aws_thing", _tags()).encode()
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        for name in ("package/lib/thing/index.js", "package/lib/thing/deep/index.js", "package/README.md"):
            member = tarfile.TarInfo(name)
            member.size = len(code)
            archive.addfile(member, io.BytesIO(code))
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as outer:
        outer.writestr("a/_jsii/a@1.jsii.tgz", inner.getvalue())
    assert list(provider_schema.read_wheel(wheel).resources) == ["aws_thing"]


def test_a_wheel_without_bindings_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as outer:
        outer.writestr("a/__init__.py", "")
    with pytest.raises(ValueError, match="0 jsii archives"):
        provider_schema.read_wheel(wheel)


TAGS_ALL = 'this._a = new cdktn.StringMap(this, "tags_all");'
EFFECTIVE = "return this.getStringMapAttribute('effective_labels');"
LABELS = _attribute("labels", "cdktn.hashMapperHcl(x)", storage="stringMap")
METADATA = _attribute("metadata", "thingMetadataToHclTerraform(this._m)", block=True, storage="ThingMetadataList")


@pytest.mark.parametrize(
    ("type_", "attributes", "readable", "nested", "modes", "defaults"),
    [
        ("aws_thing", [_tags()], TAGS_ALL, "", [("tags", "map")], True),
        ("aws_thing", [_tags()], "", "", [("tags", "map")], False),
        ("aws_thing", [_attribute("tags", "x", storage="stringList")], TAGS_ALL, "", [], False),
        ("aws_inspector_resource_group", [_tags()], "", "", [], False),
        ("aws_thing", [_attribute("tag", "thingTagToHclTerraform(x)", block=True)], "", "", [("tag", "block")], False),
        ("aws_autoscaling_group_tag", [_attribute("tag", "x", block=True)], "", "", [], False),
        ("google_thing", [LABELS], EFFECTIVE, "", [("labels", "map")], True),
        ("google_thing", [METADATA], EFFECTIVE, _struct("thingMetadata", LABELS), [("metadata.labels", "map")], False),
        (
            "google_thing",
            [METADATA],
            "",
            _struct("thingMetadata", LABELS) + EFFECTIVE,
            [("metadata.labels", "map")],
            True,
        ),
        ("azurerm_thing", [_tags()], TAGS_ALL, "", [("tags", "map")], False),
        ("kubernetes_thing", [METADATA], "", _struct("thingMetadata", LABELS), [("metadata.labels", "map")], False),
        ("kubernetes_thing", [LABELS], "", "", [], False),
    ],
)
def test_taggability(
    type_: str, attributes: list[str], readable: str, nested: str, modes: list[tuple[str, str]], defaults: bool
) -> None:
    provider = type_.partition("_")[0]
    version = _schema(type_, *attributes, readable=readable, nested=f"{nested}\n")
    content = taggable.taggable(provider, [version])
    assert content["untaggable"] == ([] if modes else [type_])
    assert [form["modes"] for form in content["forms"]] == ([tuple(modes)] if modes else [])
    assert [form["provider_defaults"] for form in content["forms"]] == ([defaults] if modes else [])


def test_versions_are_merged_newest_last() -> None:
    old = _schema("aws_thing", _tags())
    new = _schema("aws_thing", _tags(), readable=TAGS_ALL)
    gone = _schema("aws_gone", _tags())
    content = taggable.taggable("aws", [gone, old, new, _schema("aws_bare")])
    assert content["untaggable"] == ["aws_bare"]
    assert dict(zip([form["provider_defaults"] for form in content["forms"]], content["taggable"], strict=True)) == {
        False: ["aws_gone"],
        True: ["aws_thing"],
    }


def test_attribute_names_are_split_by_how_they_are_written() -> None:
    readable = "this.getStringAttribute('arn'); this.getStringAttribute('name')"
    version = _schema("aws_thing", _attribute("name", "x"), _attribute("id", "x"), BLOCK, _tags(), readable=readable)
    older = _schema("aws_thing", _attribute("arn_suffix", "x"))
    names = taggable.attributes([older, version])["types"]["aws_thing"]
    assert names == [["arn_suffix", "name", "tags"], ["settings"], ["arn", "id"]]


def test_same_facts_give_same_bytes() -> None:
    sources = [data_files.source("a", "1", "MIT")]
    content = taggable.taggable("aws", [_schema("aws_thing", _tags())])
    encoded = data_files.encode(content, sources)
    assert encoded == data_files.encode(dict(reversed(content.items())), iter(sources))
    decoded = json.loads(gzip.decompress(encoded))
    assert decoded["format"] == 1
    assert decoded["sources"] == [{"name": "a", "version": "1", "licence": "MIT", "observed": packages.OBSERVED}]
    assert decoded["taggable"] == [["aws_thing"]]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (_schema("aws_instance", _attribute("instance_type", "x")), None),
        (_schema("aws_instance", _attribute("instance_kind", "x")), "aws_instance.instance_type: no such attribute"),
        (
            _schema("aws_instance", _attribute("instance_type", "x", storage="number")),
            "aws_instance.instance_type: no such attribute",
        ),
        (_schema("aws_other"), "aws_instance: no such resource type"),
    ],
)
def test_size_paths_are_checked(schema: provider_schema.ProviderSchema, expected: str | None) -> None:
    wrong = [
        line for line in size_paths.wrong_paths("aws", [schema]) if line.startswith(("aws_instance:", "aws_instance."))
    ]
    assert wrong == ([expected] if expected else [])


GO_TABLE = """package azure

var InstanceTypes = map[string]*InstanceType{
\t"Standard_E8-4ds_v4": {
\t\tInstanceType: "Standard_E8-4ds_v4",
\t\tVCPU:         8,
\t\tMemoryMb:     65536,
\t\tGPU:          0,
\t\tArchitecture: "amd64",
\t},
\t"Standard_B1ls": {
\t\tInstanceType: "Standard_B1ls",
\t\tVCPU:         1,
\t\tMemoryMb:     0,
\t\tGPU:          0,
\t\tArchitecture: "amd64",
\t},
\t"Standard_D2ps_v5": {
\t\tInstanceType: "Standard_D2ps_v5",
\t\tVCPU:         2,
\t\tMemoryMb:     8192,
\t\tGPU:          0,
\t\tArchitecture: "arm64",
\t},
}
"""


def test_azure_rows() -> None:
    assert sizes.azure(sizes.read_go_table(GO_TABLE))["sizes"] == {
        "standard_e8-4ds_v4": ["Standard_E8-4ds_v4", 4, 65536, 0, 0],
        "standard_b1ls": ["Standard_B1ls", 1, 512, 0, 0],
        "standard_d2ps_v5": ["Standard_D2ps_v5", 2, 8192, 1, 0],
    }


def _described(**changes: Any) -> dict[str, Any]:
    return {
        "VCpuInfo": {"DefaultVCpus": 4},
        "MemoryInfo": {"SizeInMiB": 16384},
        "ProcessorInfo": {"SupportedArchitectures": ["i386", "x86_64"]},
        "CurrentGeneration": True,
        **changes,
    }


def test_ec2_rows_prefer_the_fuller_source(tmp_path: Path) -> None:
    wheel = tmp_path / "types.whl"
    described = {
        "z9.large": _described(),
        "z9.gpu": _described(GpuInfo={"Gpus": [{"Count": 2}, {"Count": 1}]}, CurrentGeneration=False),
        "z9.mac": _described(
            ProcessorInfo={"SupportedArchitectures": ["arm64_mac"]}, BurstablePerformanceSupported=True
        ),
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("moto/ec2/resources/instance_types.json.gz", gzip.compress(json.dumps(described).encode()))
    autoscaler = {
        name: {"VCPU": "9", "MemoryMb": "1024", "GPU": "0", "Architecture": "amd64"} for name in ("z9.large", "z9.gone")
    }
    rows = sizes.ec2(sizes.read_moto(wheel), autoscaler)["sizes"]
    assert rows.pop("p2.16xlarge") == [64, 749568, 0, 16, 0]
    assert {name: row for name, row in rows.items() if name.startswith("z9.")} == {
        "z9.gone": [9, 1024, 0, 0, 0],
        "z9.large": [4, 16384, 0, 0, CURRENT],
        "z9.gpu": [4, 16384, 0, 3, PREVIOUS],
        "z9.mac": [4, 16384, 1, 0, CURRENT | BURSTABLE],
    }


def test_gce_rows(tmp_path: Path) -> None:
    table = (
        "name,series,VCPUs,ram,cpu_platforms,gpu_count_by_default\n"
        "e2-micro,e2,2,1,Skylake,0\n"
        "n1-a,n1,1,3.75,Skylake,\n"
        "t2a-b,t2a,4,16,Ampere Altra,1\n"
    )
    wheel = tmp_path / "gce.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        folder = "gcp_compute_machines/providers/scraper/mappings"
        archive.writestr(f"{folder}/general-purpose-machines.csv", table)
        archive.writestr(f"{folder}/todo.csv", "name\nnot-a-machine\n")
    content = sizes.gce(sizes.read_gce_tables(wheel))
    assert content["series"] == ["e2", "n1", "t2a"]
    rows = {name: row for name, row in content["sizes"].items() if name not in published_figures.GCE}
    assert rows == {"e2-micro": [2, 1, 0, 0, 1], "n1-a": [1, 3.75, 0, 0, 0], "t2a-b": [4, 16, 1, 1, 0]}
    listing = "NAME;CPUS;MEMORY_GB\nn1-a;9;9.00\nc4a-b;4;30.50\na3-mega-8g-x;9;1.00\nct5-t;1;1\n"
    newer = sizes.gce(sizes.read_gce_tables(wheel), listing)
    assert newer["series"] == ["a3", "c4a", "e2", "n1", "t2a"]
    assert newer["sizes"]["n1-a"] == [1, 3.75, 0, 0, 0]
    assert newer["sizes"]["c4a-b"] == [4, 30.5, 1, 0, 0]
    assert newer["sizes"]["a3-mega-8g-x"] == [9, 1, 0, 8, 0]
    assert "ct5-t" not in newer["sizes"]


def test_published_tables_are_consistent() -> None:
    nodes = sizes.aws_nodes()
    assert nodes["elasticache_bytes"]["m5.large"] == 6854542746
    assert nodes["elasticache_bytes"]["r6gd.16xlarge"] == 450000750456
    assert nodes["opensearch"]["oi2.24xlarge"] == (96, 768, "arm64")
    for family in ("m5", "r5", "m7g", "r8g"):  # more vCPUs, more memory
        steps = ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge")
        figures = [nodes["elasticache_bytes"][f"{family}.{step}"] for step in steps]
        assert figures == sorted(figures)


def test_a_wheel_in_the_cache_is_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("pip was run"))
    kept = tmp_path / "some_thing-1.0-py3-none-any.whl"
    kept.touch()
    (tmp_path / "some_thing-1.0.1-py3-none-any.whl").touch()
    assert packages.wheel(packages.Package("some-thing", "1.0", "MIT"), tmp_path) == kept


def test_a_missing_wheel_is_downloaded_by_name_and_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def download(command: list[str], **_: object) -> None:
        commands.append(command)
        (tmp_path / "some_thing-1.0-py3-none-any.whl").touch()

    monkeypatch.setattr(subprocess, "run", download)
    packages.wheel(packages.Package("some-thing", "1.0", "MIT"), tmp_path)
    (command,) = commands
    assert command[-1] == "some-thing==1.0"
    assert {"--no-deps", "--only-binary=:all:"} <= set(command)


def test_builds_one_provider_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = _schema("kubernetes_thing", METADATA, nested=_struct("thingMetadata", LABELS) + "\n")
    monkeypatch.setattr(build_catalog, "wheel", lambda package, _: Path(package.version))
    monkeypatch.setattr(build_catalog, "read_wheel", lambda _: schema)
    command = ["taggable", "--provider", "kubernetes", "--cache", str(tmp_path / "cache"), "--output", str(tmp_path)]
    assert build_catalog.main(command) == 0
    assert sorted(path.name for path in tmp_path.glob("*.gz")) == [
        "attributes-kubernetes.json.gz",
        "taggable-kubernetes.json.gz",
    ]
    content = json.loads(zlib.decompress((tmp_path / "taggable-kubernetes.json.gz").read_bytes(), 31))
    assert [source["version"] for source in content["sources"]] == [
        package.version for package in packages.PROVIDER_BINDINGS["kubernetes"]
    ]
    assert "taggable-kubernetes.json.gz" in capsys.readouterr().out


def test_a_source_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checkouts, "HOST", str(tmp_path / "no-host"))
    assert build_catalog.main(["sizes", "--cache", str(tmp_path / "cache"), "--output", str(tmp_path)]) == 2
    assert "is there a network?" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["owner/name", "owner/name=", "owner/name=no-directory"])
def test_a_checkout_is_a_directory(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_catalog.main(["prices", "--checkout", text])
    assert "is not owner/name=directory" in capsys.readouterr().err
