"""Files that are no plan, or none that is read: an error that says what to do next."""

from __future__ import annotations

import json

import pytest
from support.plans import change, plan, read_plan

from finops_guard.errors import UsageError
from finops_guard.sources.plan import document

GOOD = plan(change("aws_instance.a", {"instance_type": "t3.micro", "name": "Größe"}))
SHOW = "terraform show -json plan.bin > plan.json"

REFUSED: dict[str, tuple[str | bytes, str, str]] = {
    "plan binary": (b"PK\x03\x04\x14\x00", "as Terraform saves it", SHOW),
    "empty": (" \n", "empty", SHOW),
    "text of a plan": ("Terraform will perform the following actions:\n", "no JSON", SHOW),
    "state file": ('{"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x"}', "state file", SHOW),
    "shown state": ('{"format_version": "1.0", "values": {"root_module": {}}}', "a state", SHOW),
    "messages": ('{"@level":"info","@message":"x"}\n{"@level":"info"}\n', "terraform plan -json", SHOW),
    "other JSON": ("{}", "no format_version", SHOW),
    "version 0": ('{"format_version": "0.2", "resource_changes": []}', "0.2", "Terraform 1.1"),
    "version 2": ('{"format_version": "2.0", "resource_changes": []}', "2.0", "Terraform 1.1"),
    "version a number": ('{"format_version": 1, "resource_changes": []}', "no format_version", SHOW),
    "list": ("[]", "no JSON", SHOW),
    "cut off": (GOOD[:-40], "cut off", SHOW),
    "cut off in a text": (GOOD[: GOOD.index("t3.micro") + 3], "cut off", SHOW),
    "a comma too few": (GOOD.replace(",", "", 1), "not valid JSON", SHOW),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "UTF-16", "Out-File -Encoding utf8"),
    "not UTF-8": (b'{"a": "\xff"}', "not text", SHOW),
    "changes no list": ('{"format_version": "1.2", "resource_changes": {}}', "not valid JSON", SHOW),
    "deep": ('{"format_version": "1.2", "x": ' + "[" * 200_000, "", SHOW),
    "deep values": (GOOD.replace('"t3.micro"', "[" * 150 + "]" * 150), "nested deeper than 100 levels", ""),
    "not a number": (GOOD.replace('"t3.micro"', "NaN"), "no value", ""),
}


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_plan_is_refused(text: str | bytes, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_plan(text)
    [problem] = caught.value.problems
    assert "plan.json" in str(problem)
    assert message in problem.message
    assert hint in problem.hint


def test_errors_have_positions() -> None:
    with pytest.raises(UsageError) as caught:
        read_plan('{\n  "format_version": "7.0"}')
    assert str(caught.value.problems[0].location) == "plan.json:2:21"


def test_a_plan_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_SIZE", len(GOOD.encode()) - 1)
    with pytest.raises(UsageError) as caught:
        read_plan(GOOD)
    assert "larger than" in caught.value.problems[0].message
    assert "jq" in caught.value.problems[0].hint


def test_what_the_hint_keeps_is_all_that_is_read() -> None:
    names = document._SMALLER.split("{")[1].split("}")[0].split(", ")
    data = json.loads(GOOD)
    kept = {name: data[name] for name in names if name in data}
    assert set(kept) < set(data)
    assert repr(read_plan(json.dumps(kept)).resources[0].values) == repr(read_plan(GOOD).resources[0].values)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_powershell_writes_is_read(encoding: str) -> None:
    [resource] = read_plan(GOOD.encode(encoding)).resources
    assert resource.address == "aws_instance.a"
    assert resource.values.get("name").raw == "Größe"  # type: ignore[union-attr]


def test_a_plan_without_changes() -> None:
    found = read_plan('{"format_version": "1.2", "planned_values": {}}')
    assert not found.resources
    assert not found.roots
    assert [record.path for record in found.files] == ["plan.json"]
