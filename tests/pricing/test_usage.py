"""The usage file: which entry counts for which resource, what is wrong with one, and what it says in vain."""

from __future__ import annotations

import importlib
import inspect
import json
from decimal import Decimal

import pytest
from msgspec.structs import replace
from support.bills import lines
from support.terraform_text import read

from finops_guard.config import files, reading
from finops_guard.config.files import USAGE
from finops_guard.errors import ConfigError
from finops_guard.pricing import aws, azure, default_usage, gcp, usage_reading
from finops_guard.pricing.configured import costs_for, notices
from finops_guard.pricing.usage_amounts import amount
from finops_guard.pricing.usage_written import WrittenUsage
from finops_guard.resources import Resource, ResourceSet
from finops_guard.settings import Settings, UsageSettings
from finops_guard.tree import DirectoryTree, MemoryTree

GB = "monthly_data_processed_gb"
ELSEWHERE = "its region is not known: that of us-east-1"


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    """Keep texts that were valid before from hiding what validation says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def usage(text: str, path: str = USAGE) -> UsageSettings:
    return usage_reading.read(MemoryTree({path: text}), path)


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        usage_reading.read(MemoryTree({USAGE: text}), USAGE)
    return [str(each) for each in caught.value.problems]


def resource(address: str, root: str = "", type_: str = "") -> Resource:
    """Return a resource of an address; that of a NAT gateway is all that these tests look at."""
    (made,) = read('resource "aws_nat_gateway" "x" {}').resources
    return replace(made, address=address, root=root, type=type_ or "aws_nat_gateway")


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("1500", GB, "1500"),
        ("1.5k", "monthly_requests", "1500"),
        ("10M", "monthly_requests", "10000000"),
        ("10 M", "monthly_requests", "10000000"),
        ("10M requests", "monthly_requests", "10000000"),
        ("100 GB", "storage_gb", "100"),
        ("100GB", "standard.storage_gb", "100"),
        ("2k GB", "storage_gb", "2000"),
        ("5 MB", "payload_mb", "5"),
        ("100 GiB", "storage_gb", "is not in what storage_gb counts"),
        ("2 TB", "storage_gb", "is not in what storage_gb counts"),
        ("10M", "storage_gb", "may be meant in more than one way: write it in gb"),
        ("-1", "monthly_requests", "is no number"),
        ("1,000", "monthly_requests", "is no number"),
        ("lots", "monthly_requests", "is no number"),
        ("", "monthly_requests", "is no number"),
        ("NaN", "monthly_requests", "is no number"),
        (".inf", "monthly_requests", "is no number"),
        ("1e400", "monthly_requests", "is no number"),
        ("٣", "monthly_requests", "is no number"),
        ("9" * 29, "monthly_requests", "is more than 1,000,000,000,000,000, more than a bill has of anything"),
        ("9" * 5000, "monthly_requests", "is no number"),
    ],
)
def test_amounts_as_people_write_them(text, key, expected):
    found = amount(text, key)
    assert (found if isinstance(found, str) else f"{found.normalize():f}") == expected


SPECIFIC = f"""\
version: 1
resources:
  module.app["eu"].aws_nat_gateway.x[0]: {{{GB}: 1}}
  module.app.aws_nat_gateway.x[0]: {{{GB}: 2}}
  module.app.aws_nat_gateway.x: {{{GB}: 3}}
  module.app[*].aws_nat_gateway.*: {{{GB}: 4}}
  module.*.aws_nat_gateway.*: {{{GB}: 5}}
  module.app.aws_nat_gateway.old: {{{GB}: 6, other: 7}}
types:
  aws_nat_gateway: {{{GB}: 8, other: 9}}
roots:
  live/prod:
    resources:
      aws_nat_gateway.root: {{{GB}: 10}}
    types:
      aws_nat_gateway: {{{GB}: 11}}
  live/*/shop:
    types:
      aws_nat_gateway: {{{GB}: 12}}
"""


@pytest.mark.parametrize(
    ("address", "root", "key", "expected"),
    [
        ('module.app["eu"].aws_nat_gateway.x[0]', "", GB, 1),
        ('module.app["us"].aws_nat_gateway.x[0]', "", GB, 2),
        ("module.app.aws_nat_gateway.x[0]", "", GB, 2),
        ('module.app["us"].aws_nat_gateway.x[1]', "", GB, 3),
        ("module.app.aws_nat_gateway.x", "", GB, 3),
        ('module.app["us"].aws_nat_gateway.y', "", GB, 4),
        ("module.app.aws_nat_gateway.y", "", GB, 5),
        ("module.web.aws_nat_gateway.y", "", GB, 5),
        ("module.web.module.app.aws_nat_gateway.y", "", GB, 8),
        ("module.app.aws_nat_gateway.old", "", GB, 6),
        ("module.app.aws_nat_gateway.old", "", "other", 7),
        ("module.app.aws_nat_gateway.x", "", "other", 9),
        ("aws_nat_gateway.root", "", GB, 8),
        ("aws_nat_gateway.root", "live/prod", GB, 10),
        ("aws_nat_gateway.y", "live/prod", GB, 11),
        ("aws_nat_gateway.y", "live/prod/net", GB, 11),
        ("aws_nat_gateway.y", "live/production", GB, 8),
        ("aws_nat_gateway.y", "live/dev/shop", GB, 12),
        ("aws_nat_gateway.y", "", "nobody", None),
        ("aws_eip.y", "", GB, None),
    ],
)
def test_the_most_specific_entry_counts(address, root, key, expected):
    found = WrittenUsage(usage(SPECIFIC)).quantity(resource(address, root, address.split(".")[-2]), key)
    assert (None if found is None else int(found.amount)) == expected


@pytest.mark.parametrize("written", ["{standard: {gb: 5}}", "{standard.gb: 5}", "{standard_gb: 5}"])
def test_nested_keys_are_one(written):
    found = WrittenUsage(usage(f"version: 1\ntypes: {{aws_s3_bucket: {written}}}\n"))
    bucket = resource("aws_s3_bucket.b", type_="aws_s3_bucket")
    assert found.quantity(bucket, "standard_gb").amount == found.quantity(bucket, "standard.gb").amount == 5
    assert found.quantity(bucket, "gb") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resources: {}\n", 'finops-guard-usage.yaml:1:1: the key "version" is missing'),
        ("version: 2\n", 'finops-guard-usage.yaml:1:10: "version" must be 1, not 2'),
        ("version: 1\nresource: {}\n", ':2:1: unknown key "resource" (did you mean "resources"?)'),
        ("version: 1\ntypes: {aws_eip: {}}\n", ':2:9: "aws_eip" must not be empty'),
        ("version: 1\ntypes: {aws_eip: {a: -1}}\n", ':2:22: "a" must be at least 0, not -1'),
        ("version: 1\ntypes: {aws_eip: {a: 1e300}}\n", ':2:22: "a" must be at most 1000000000000000'),
        ("version: 1\ntypes: {aws_eip: {a: .nan}}\n", ':2:22: ".nan" is no number'),
        ("version: 1\ntypes: {aws_eip: {a: .inf}}\n", ':2:22: ".inf" is no number'),
        ("version: 1\ntypes: {aws_eip: {a: true}}\n", ':2:22: "a" must be a number, not true or false'),
        ("version: 1\ntypes: {aws_eip: {a: [1]}}\n", ':2:19: "a" must be a number, not a list'),
        ("version: 1\ntypes: {aws_eip: {a: }}\n", '"a" must be a number, not null'),
        ("version: 1\ntypes: {aws_eip: {storage_gb: 10 TB}}\n", ':2:31: "10 TB" is not in what storage_gb counts'),
        ("version: 1\ntypes: {aws_eip: {'a b': 1}}\n", ':2:9: "aws_eip" does not have the right form: "a b"'),
        ("version: 1\ntypes: {aws_eip: {a.b: 1, a: {b: 2}}}\n", ':2:31: "a.b" is said twice of "aws_eip"'),
        ("version: 1\nresources: {aws_eip: {a: 1}}\n", ':2:13: "aws_eip" is no address of a resource'),
        ("version: 1\nresources: {module.app: {a: 1}}\n", ':2:13: "module.app" is a module (name what is in it'),
        ("version: 1\nroots: {../x: {types: {a_b: {c: 1}}}}\n", ':2:9: the path "../x" leaves the scanned'),
        ("version: 1\ntypes: {aws_eip: {a: 1, a: 2}}\n", ':2:25: the key "a" is written twice'),
        ("version: 1\n---\nversion: 1\n", ":3:1: a second document in one usage file"),
        ("version: [\n", ":1:11: not valid YAML"),
        ("version: 1\ndefaults: maybe\n", ':2:11: "defaults" must be true or false, not a text'),
        (b"\xff\xfe\xff", "the usage file cannot be read: "),
        (
            "version: 1\nresources: {" + ", ".join(f"a*.b{n}: {{c: 1}}" for n in range(300)) + "}",
            "more than 200 addresse",
        ),
        ("version: 1\ntypes: {a_b: " + "{a: " * 20 + "1" + "}" * 20 + "}\n", "nested deeper than 12 levels"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, expected):
    assert any(expected in problem for problem in problems(text)), problems(text)


def test_all_mistakes_are_told_at_once():
    text = "version: 1\nresource: {}\nresources:\n  aws_eip: {a: 1}\ntypes:\n  aws_eip: {a: 5 TB, b: -1}\n"
    assert [each.split(": ")[0].rpartition("yaml:")[2] for each in problems(text)] == ["2:1", "4:3", "6:16", "6:25"]


GATEWAYS = """
resource "aws_nat_gateway" "x" {
  count = 2
}
resource "aws_nat_gateway" "y" {}
resource "aws_vpc" "z" {}
"""


def costs(text: str, found: ResourceSet):
    return costs_for(Settings(usage=usage(text)), found)


def said(text: str, terraform: str = GATEWAYS, *, whole: bool = True):
    found = read(terraform)
    return notices(costs(text, found), found, whole=whole)


def test_an_estimate_counts_what_is_used():
    found = read(GATEWAYS)
    made = costs(f"version: 1\nresources: {{aws_nat_gateway.y: {{{GB}: 1k GB}}}}\n", found)
    gateway = next(each for each in found.resources if each.address == "aws_nat_gateway.y")
    # 1,000 GB x 0.045
    assert lines(made.of(gateway))[1] == ("data processed", "1000 GB", "45.00")


def test_defaults_count_where_they_are_asked_for_and_say_so():
    found = read(GATEWAYS)
    silent, usual = (costs(f"version: 1\ndefaults: {flag}\n", found) for flag in ("false", "true"))
    gateway = found.resources[0]
    assert lines(silent.of(gateway))[1] == ("data processed", "GB", "-")
    part = usual.of(gateway).components[1]
    assert (part.monthly.expected, part.reason) == (Decimal("4.5"), f"{ELSEWHERE}; the default usage of {GB}")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("resources: {aws_nat_gateway.y: {%s: 1}}", []),
        ("resources: {aws_nat_gateway.x: {%s: 1}}", []),
        (
            "resources: {aws_nat_gateway.yy: {%s: 1}}",
            ['no resource has the address "aws_nat_gateway.yy"|did you mean "aws_nat_gateway.y"?'],
        ),
        (
            "resources: {aws_nat_gateway.y: {monthly_data_proccessed_gb: 1}}",
            [f'nothing that "aws_nat_gateway.y" names is paid by "monthly_data_proccessed_gb"|did you mean "{GB}"?'],
        ),
        (
            "types: {aws_nat_gateway: {a: 1}}",
            [f'nothing that "aws_nat_gateway" names is paid by "a"|it is paid by: {GB}'],
        ),
        ("resources: {aws_vpc.z: {a: 1}}", ['nothing that "aws_vpc.z" names has prices|']),
        ("types: {aws_vpc: {a: 1}}", ['nothing that "aws_vpc" names has prices|']),
        (
            "types: {aws_nat_gatway: {a: 1}}",
            ['no prices of resources of the type "aws_nat_gatway"|did you mean "aws_nat_gateway"?'],
        ),
        ("types: {aws_instance: {a: 1}}", []),
        (
            "roots: {live: {resources: {aws_nat_gateway.y: {%s: 1}}}}",
            ['no resource has the address "aws_nat_gateway.y" in live|did you mean "aws_nat_gateway.y"?'],
        ),
    ],
)
def test_what_is_said_in_vain_is_told(entry, expected):
    found = said(f"version: 1\n{entry.replace('%s', GB)}\n")
    assert [f"{each.message}|{each.hint}" for each in found] == expected
    assert all(each.path == USAGE and each.span.location().line == 2 for each in found)


def test_much_that_is_said_in_vain_is_told_in_part():
    entries = ", ".join(f"aws_nat_gateway.y{'y' * 100}{number}: {{a: 1}}" for number in range(1_000))
    terraform = f'resource "aws_nat_gateway" "{"y" * 100}" {{\n  count = 400\n}}\n'
    assert len(said(f"version: 1\nresources: {{{entries}}}\n", terraform)) == 100


def test_part_of_a_tree_does_not_tell_what_is_elsewhere():
    text = f"version: 1\nresources: {{aws_nat_gateway.yy: {{{GB}: 1}}}}\n"
    assert said(text)
    assert not said(text, whole=False)
    assert not notices(costs_for(Settings(), ResourceSet()), ResourceSet(), whole=True)


TEXT = f"version: 1\ntypes: {{aws_nat_gateway: {{{GB}: %d}}}}\n"


@pytest.mark.parametrize(
    ("config", "written", "expected"),
    [
        ("infra/.finops-guard.yaml", "", 1),
        ("app/.finops-guard.yaml", "", 2),
        ("infra/.finops-guard.yaml", "usage: other.yaml", 3),
        ("infra/.finops-guard.yaml", f"usage: {USAGE}", 1),
        ("/etc/acme/guard.yaml", "", 4),
        ("/opt/acme/guard.yaml", "", 2),
    ],
)
def test_where_the_usage_file_is(config, written, expected):
    texts = {f"infra/{USAGE}": TEXT % 1, USAGE: TEXT % 2, "infra/other.yaml": TEXT % 3, f"/etc/acme/{USAGE}": TEXT % 4}
    (entry,) = reading.load(MemoryTree({**texts, config: written}), config).usage.types
    assert entry.amounts == {GB: expected}


def test_roots_start_at_the_file():
    text = (
        f"version: 1\nroots: {{live: {{types: {{aws_nat_gateway: {{{GB}: 1}}}}}}, .: {{types: {{a_b: {{c: 1}}}}}}}}\n"
    )
    assert [each.root for each in usage(text, f"infra/{USAGE}").types] == ["infra/live", "infra"]
    assert [each.root for each in usage(text, f"/etc/acme/{USAGE}").types] == ["live", "."]


def test_a_usage_file_that_cannot_be_used_is_not_passed_over(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / USAGE).write_text("version: 1\n")
    (tmp_path / "tree" / USAGE).symlink_to(tmp_path / USAGE)
    with pytest.raises(ConfigError, match="cannot be used"):
        files.find_usage(DirectoryTree(tmp_path / "tree"))
    assert files.find_usage(MemoryTree({"a/b/c.tf": ""}), "a/b") is None


def test_mistakes_of_all_files_are_told_together():
    config = "profil: walk\nprices: {book: [b.csv]}\n"
    texts = {".finops-guard.yaml": config, USAGE: "version: 2\n", "b.csv": "x\n"}
    with pytest.raises(ConfigError) as caught:
        reading.load(MemoryTree(texts), ".finops-guard.yaml")
    assert {each.location.path for each in caught.value.problems} == set(texts)


def test_defaults_are_of_keys_that_estimates_ask_for():
    packages = (aws, azure, gcp)
    checked = 0
    for type_, amounts in default_usage.AMOUNTS.items():
        for package in packages:
            if type_ in package.MODULES:
                source = inspect.getsource(importlib.import_module(f"{package.__name__}.{package.MODULES[type_]}"))
                missing = [key for key in amounts if f'"{key}"' not in source]
                assert not missing, f"{type_}: no estimate asks for {missing}"
                checked += 1
    assert checked


def test_entries_without_wildcards_are_looked_up_and_not_compared(monkeypatch):
    names = [f'module.m.aws_nat_gateway.x["{number}"]' for number in range(2_000)]
    text = json.dumps({"version": 1, "resources": {name: {GB: number} for number, name in enumerate(names)}})
    written = WrittenUsage(usage(text))
    monkeypatch.setattr("finops_guard.pricing.usage_written.matches", None)
    assert written.quantity(resource(names[1_234]), GB).amount == 1_234
