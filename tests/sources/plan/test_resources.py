"""What a plan says about each resource: values, unknowns, secrets, tags, region, change and place."""

from __future__ import annotations

from typing import Any

import pytest
from support.plans import change, configured, plan, read_plan
from support.terraform_text import attribute, by_address, causes, tags

from finops_guard.resources import Change, Resource
from finops_guard.sources.plan.configuration import module_path
from finops_guard.values import show


def only(text: str, files: dict[str, str] | None = None) -> Resource:
    [resource] = read_plan(text, files).resources
    return resource


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (change("aws_instance.a", {}), Change.CREATE),
        (change("aws_instance.a", {}, actions=["update"]), Change.UPDATE),
        (change("aws_instance.a", {}, actions=["no-op"]), Change.NONE),
        (change("aws_instance.a", {}, actions=["delete", "create"]), Change.REPLACE),
        (change("aws_instance.a", {}, actions=["create", "delete"]), Change.REPLACE),
        (change("aws_instance.a", {}, actions=["create", "forget"]), Change.REPLACE),
        (change("aws_instance.a", None, actions=["delete"]), None),
        (change("aws_instance.a", None, actions=["forget"]), None),
        (change("aws_instance.a", None, actions=["delete"], deposed="0a1b"), None),
        (change("data.aws_ami.a", {}, actions=["read"], mode="data"), None),
        (change("data.aws_ami.a", {}, actions=["no-op"], mode="data"), None),
    ],
)
def test_what_is_there_afterwards_is_judged(entry: dict[str, Any], expected: Change | None) -> None:
    found = read_plan(plan(entry)).resources
    assert [each.change for each in found] == ([] if expected is None else [expected])


def test_addresses_and_modules() -> None:
    found = by_address(
        read_plan(
            plan(
                change('module.net["eu.west"].module.sub[0].aws_vpc.main["a.b"]', {"cidr_block": "10.0.0.0/16"}),
                change("azurerm_storage_account.logs[0]", {"location": "westeurope"}),
            )
        )
    )
    vpc = found['module.net["eu.west"].module.sub[0].aws_vpc.main["a.b"]']
    assert (vpc.type, vpc.name, vpc.provider, vpc.module_path) == ("aws_vpc", "main", "aws", ("net", "sub"))
    assert (vpc.root, vpc.source) == ("", "terraform")
    account = found["azurerm_storage_account.logs[0]"]
    assert account.provider == "azurerm"
    assert account.region is not None
    assert account.region.raw == "westeurope"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("", ()),
        ("module.a", ("a",)),
        ("module.a[0].module.b", ("a", "b")),
        ('module.a["module.x.y"].module.b["]"]', ("a", "b")),
        ('module.a["quote \\" and ].module.no"].module.b', ("a", "b")),
    ],
)
def test_names_of_calls(address: str, path: tuple[str, ...]) -> None:
    assert module_path(address) == path


def test_null_is_not_written() -> None:
    resource = only(plan(change("aws_instance.a", {"monitoring": None, "instance_type": "t3.micro", "x": [None, 1]})))
    assert attribute(read_plan(plan(change("aws_instance.a", {"x": [None, 1]}))), "aws_instance.a", "x") == [None, 1]
    assert list(resource.values.raw) == ["instance_type", "x"]  # type: ignore[arg-type]


def test_unknown_values_say_so() -> None:
    found = read_plan(
        plan(
            change(
                "aws_instance.a",
                {"instance_type": "t3.micro", "list": [None, "b"]},
                unknown={"user_data": True, "tags": {"o": True}, "list": [True, False], "block": [{"size": True}]},
            )
        )
    )
    values = by_address(found)["aws_instance.a"].values
    assert show(values, 200) == (
        '{instance_type: "t3.micro", list: [(not known), "b"], user_data: (not known), tags: {o: (not known)}, '
        "block: [{size: (not known)}]}"
    )
    assert causes(found, "aws_instance.a", "user_data") == ["aws_instance.a.user_data is known after apply"]
    tag = by_address(found)["aws_instance.a"].tags
    assert tag is not None
    assert [cause.text for cause in tag.tags["o"].value.causes] == ["aws_instance.a.tags.o is known after apply"]


def test_what_the_provider_computes_is_not_written() -> None:
    """An argument without expression is the provider's choice: as absent as in the configuration."""
    entry = change(
        "aws_instance.a",
        {"ebs_block_device": [{"volume_size": 20}]},
        unknown={"arn": True, "root_block_device": True, "ami": True, "ebs_block_device": [{"volume_type": True}]},
    )
    written = {"ami": {"references": ["data.aws_ami.x.id"]}, "ebs_block_device": [{"volume_size": {}}]}
    found = read_plan(plan(entry, resources=[configured("aws_instance.a", written)]))
    assert show(by_address(found)["aws_instance.a"].values, 200) == (
        "{ebs_block_device: [{volume_size: 20}], ami: (not known)}"
    )


def test_a_dynamic_block_beside_the_plan_stays_unknown() -> None:
    entry = change("aws_instance.a", {}, unknown={"ebs_block_device": True, "arn": True})
    text = plan(entry, resources=[configured("aws_instance.a", {})])
    main = (
        'resource "aws_instance" "a" {\n  dynamic "ebs_block_device" {\n    for_each = var.x\n    content {}\n  }\n}\n'
    )
    assert list(only(text).values.raw) == []  # type: ignore[arg-type]
    assert list(only(text, {"main.tf": main}).values.raw) == ["ebs_block_device"]  # type: ignore[arg-type]


AWS = {"region": {"constant_value": "eu-west-1"}, "default_tags": [{"tags": {"constant_value": {"owner": "ops"}}}]}


def test_default_tags_are_told_from_own_ones() -> None:
    after = {"tags": {"team": "a"}, "tags_all": {"team": "a", "owner": "ops"}}
    text = plan(change("aws_sqs_queue.q", after))
    assert tags(read_plan(text), "aws_sqs_queue.q") == {
        "owner": ("ops", "default_tags"),
        "team": ("a", "resource"),
    }


def test_default_tags_are_known_where_tags_all_is_not() -> None:
    entry = change("aws_sqs_queue.q", {"tags": {"x": None}}, unknown={"tags": {"x": True}, "tags_all": True})
    written = [configured("aws_sqs_queue.q", {"tags": {"references": ["random_pet.x"]}})]
    found = by_address(read_plan(plan(entry, resources=written, providers={"aws": AWS})))["aws_sqs_queue.q"]
    assert found.tags is not None
    assert list(found.tags.tags) == ["owner", "x"]
    assert found.tags.open == ()
    assert found.region is not None
    assert found.region.raw == "eu-west-1"


def test_default_tags_that_are_not_written_out_are_open() -> None:
    entry = change("aws_sqs_queue.q", {"tags": None}, unknown={"tags_all": True})
    provider = {"default_tags": [{"tags": {"references": ["local.tags"]}}], "region": {"references": ["var.region"]}}
    text = plan(entry, resources=[configured("aws_sqs_queue.q", {})], providers={"aws": provider})
    found = only(text)
    assert found.tags is not None
    assert [cause.text for cause in found.tags.open] == [
        "the default tags of provider aws (from local.tags) is not written out in the plan"
    ]
    assert found.region is not None
    assert found.region.is_unknown


@pytest.mark.parametrize("computed", ["terraform_labels", "effective_labels"])
def test_labels_of_google(computed: str) -> None:
    after = {"labels": {"team": "a"}, computed: {"team": "a", "owner": "ops"}, "zone": "europe-west1-b"}
    found = read_plan(plan(change("google_compute_disk.d", after)))
    assert tags(found, "google_compute_disk.d") == {"owner": ("ops", "default_tags"), "team": ("a", "resource")}


@pytest.mark.parametrize(
    ("type_", "after"),
    [
        (
            "google_container_cluster",
            {"resource_labels": {"team": "a"}, "terraform_labels": {"team": "a", "owner": "ops"}},
        ),
        (
            "google_cloud_run_service",
            {"metadata": [{"labels": {"team": "a"}, "effective_labels": {"team": "a", "owner": "ops"}}]},
        ),
    ],
)
def test_default_labels_reach_labels_of_other_names(type_: str, after: dict[str, Any]) -> None:
    found = read_plan(plan(change(f"{type_}.c", after)))
    assert tags(found, f"{type_}.c") == {"owner": ("ops", "default_tags"), "team": ("a", "resource")}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a", ("a", "default_tags")),
        (4, ("4", "default_tags")),
        (1.5, ("1.5", "default_tags")),
        (True, (True, "default_tags")),
    ],
)
def test_default_tags_are_of_any_simple_type(written: Any, expected: tuple[Any, str]) -> None:
    entry = change("aws_sqs_queue.q", {"tags": {"x": None}}, unknown={"tags": {"x": True}, "tags_all": True})
    provider = {"default_tags": [{"tags": {"constant_value": {"size": written}}}]}
    resources = [configured("aws_sqs_queue.q", {"tags": {"references": ["random_pet.x"]}})]
    found = read_plan(plan(entry, resources=resources, providers={"aws": provider}))
    assert tags(found, "aws_sqs_queue.q")["size"] == expected


def test_templates_of_json_syntax_are_no_constants() -> None:
    entry = change("aws_sqs_queue.q", {"tags": None}, unknown={"tags_all": True})
    provider = {"default_tags": [{"tags": {"constant_value": {"owner": '${upper("x")}', "team": "a"}}}]}
    found = only(plan(entry, resources=[configured("aws_sqs_queue.q", {})], providers={"aws": provider}))
    assert found.tags is not None
    assert found.tags.tags["owner"].value.is_unknown
    assert found.tags.tags["team"].value.raw == "a"


@pytest.mark.parametrize(
    ("default_tags", "expected", "open_"),
    [
        ({"constant_value": {"owner": "ops", "name": "default"}}, {"owner": "ops", "name": "root"}, False),
        ({"references": ["local.tags"]}, {"owner": "ops", "name": "root"}, True),
        (None, {"name": "root"}, False),
    ],
)
def test_default_tags_reach_volumes(default_tags: Any, expected: dict[str, str], open_: bool) -> None:
    after: dict[str, Any] = {"tags": None, "root_block_device": [{"tags": {"name": "root"}}]}
    if default_tags is not None:
        after["tags_all"] = {"owner": "ops"}
    provider = {} if default_tags is None else {"default_tags": [{"tags": default_tags}]}
    [volume] = only(
        plan(
            change("aws_instance.a", after),
            resources=[configured("aws_instance.a", {"root_block_device": [{"tags": {}}]})],
            providers={"aws": provider},
        )
    ).children
    assert volume.tags is not None
    assert {key: tag.value.raw for key, tag in volume.tags.tags.items()} == expected
    assert bool(volume.tags.open) is open_


def test_volumes_are_children() -> None:
    after = {"root_block_device": [{"volume_type": "gp2"}], "ebs_block_device": [{"device_name": "/dev/sdb"}]}
    names = [child.name for child in only(plan(change("aws_instance.a", after))).children]
    assert names == ["root_block_device[0]", "ebs_block_device[/dev/sdb]"]


def test_positions_in_the_plan() -> None:
    text = plan(change("aws_instance.a", {"instance_type": "t3.micro"}))
    resource = only(text)
    lines = text.splitlines()
    for span, shown in (
        (resource.span, '"aws_instance.a"'),
        (resource.values.raw["instance_type"].origin, '"t3.micro"'),
    ):  # type: ignore[index, call-overload]
        where = span.location()
        assert lines[where.line - 1][where.column - 1 : where.end_column - 1] == shown


def test_the_environment_is_the_variable_s() -> None:
    for variables, expected in (({"environment": {"value": "production"}}, "prod"), ({"size": {"value": 1}}, None)):
        assert only(plan(change("aws_instance.a", {}), variables=variables)).environment.name == expected


def test_a_sensitive_variable_names_no_environment() -> None:
    text = plan(
        change("aws_instance.a", {}),
        variables={"environment": {"value": "prod"}},
        configuration={"root_module": {"variables": {"environment": {"sensitive": True}}}},
    )
    assert only(text).environment.name is None


def test_a_broken_change_leaves_the_others() -> None:
    found = read_plan(plan({"address": 1}, change("aws_instance.a", {}), {"type": "x"}))
    assert [each.address for each in found.resources] == ["aws_instance.a"]
    assert [(each.kind, each.level.value, each.span is not None) for each in found.diagnostics] == [
        ("plan", "error", True)
    ] * 2


def test_a_plan_says_what_is_missing_in_it() -> None:
    text = plan(change("aws_instance.a", {}), errored=True, deferred_changes=[{}])
    found = read_plan(text)
    assert [each.kind for each in found.diagnostics] == ["plan-incomplete"] * 2
    assert len(found.roots[0].causes) == 2


def test_half_surrogate_pairs_can_be_written() -> None:
    entry = change("aws_instance.a", {"tags": {"x": "\ud800"}})
    entry["address"] = entry["name"] = "a\ud800"
    resource = only(plan(entry))
    assert (resource.address + resource.name + show(resource.values)).encode()


GROUPS = """
resource "aws_launch_template" "t" {
  count = 1
  tag_specifications {
    resource_type = "instance"
    tags          = { owner = "a" }
  }
}
resource "aws_autoscaling_group" "g" {
  launch_template { id = aws_launch_template.t[0].id }
  tag {
    key                 = "stage"
    value               = "dev"
    propagate_at_launch = true
  }
}
"""


@pytest.mark.parametrize("files", [{}, {"main.tf": GROUPS}])
@pytest.mark.parametrize(
    ("references", "linked"),
    [
        (["aws_launch_template.t[0].id", "aws_launch_template.t[0]", "aws_launch_template.t"], True),
        (["aws_launch_template.t[0].id", "aws_launch_template.t[0]", "aws_launch_template.u.id"], False),
        (["var.template"], False),
        (["aws_launch_template.t", "each.key"], False),
    ],
)
def test_a_group_launches_what_its_template_says(files: dict[str, str], references: list[str], linked: bool) -> None:
    template = {"tag_specifications": [{"resource_type": "instance", "tags": {"owner": "a"}}]}
    group = {
        "launch_template": [{"version": None}],
        "tag": [{"key": "stage", "value": "dev", "propagate_at_launch": True}],
    }
    text = plan(
        change("aws_launch_template.t[0]", template, unknown={"id": True}),
        change("aws_autoscaling_group.g", group, unknown={"launch_template": [{"id": True}]}),
        resources=[
            configured("aws_launch_template.t", {"tag_specifications": [{}]}),
            configured(
                "aws_autoscaling_group.g", {"launch_template": [{"id": {"references": references}}], "tag": [{}]}
            ),
        ],
    )
    found = by_address(read_plan(text, files))
    machines = found["aws_autoscaling_group.g"].children
    if linked or files:
        assert [sorted(child.tags.tags) for child in machines if child.tags] == [["owner", "stage"]]
        assert found["aws_launch_template.t[0]"].children == ()
    else:
        assert machines == ()
        assert [child.name for child in found["aws_launch_template.t[0]"].children] == ["instance"]
