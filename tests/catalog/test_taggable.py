"""Which types carry tags and where, against what the providers document."""

from __future__ import annotations

import pytest

from finops_guard.catalog import taggable
from finops_guard.catalog.taggable import TagKind, TagMode

MAP = TagKind.MAP


@pytest.mark.parametrize(
    ("type_", "modes", "provider_defaults"),
    [
        ("aws_s3_bucket", [("tags", MAP)], True),
        ("aws_db_instance", [("tags", MAP)], True),
        ("aws_instance", [("tags", MAP), ("volume_tags", TagKind.VOLUME_TAGS)], True),
        ("aws_launch_template", [("tags", MAP), ("tag_specifications", TagKind.TAG_SPECIFICATIONS)], True),
        ("aws_autoscaling_group", [("tag", TagKind.BLOCK)], False),
        ("azurerm_resource_group", [("tags", MAP)], False),
        ("azurerm_linux_virtual_machine", [("tags", MAP)], False),
        ("google_storage_bucket", [("labels", MAP)], True),
        ("google_compute_instance", [("labels", MAP)], True),
        ("google_container_cluster", [("resource_labels", MAP)], True),
        ("google_sql_database_instance", [("settings.user_labels", MAP)], False),
        ("google_monitoring_alert_policy", [("user_labels", MAP)], False),
        ("google_monitoring_notification_channel", [("user_labels", MAP)], False),
        ("google_cloud_run_service", [("metadata.labels", MAP)], True),
        ("google_api_gateway_api", [("labels", MAP)], True),  # google-beta alone has it
        ("kubernetes_namespace_v1", [("metadata.labels", MAP)], False),
        ("kubernetes_deployment", [("metadata.labels", MAP)], False),
    ],
)
def test_tag_modes(type_: str, modes: list[tuple[str, TagKind]], provider_defaults: bool) -> None:
    found = taggable.lookup(type_)
    assert found is not None
    assert found.modes == tuple(TagMode(path, kind) for path, kind in modes)
    assert found.provider_defaults is provider_defaults


@pytest.mark.parametrize(
    "type_",
    [
        "aws_autoscaling_group_tag",  # is a tag
        "aws_devopsguru_resource_collection",  # its tags select resources
        "aws_iam_role_policy_attachment",
        "aws_inspector_resource_group",  # its tags select resources
        "aws_route_table_association",
        "azurerm_role_assignment",
        "azurerm_subnet",
        "google_cloud_identity_group",  # its labels tell the kind of group
        "google_compute_firewall",
        "google_compute_network",
        "google_project_iam_member",
        "kubernetes_manifest",
    ],
)
def test_known_and_untaggable(type_: str) -> None:
    assert taggable.lookup(type_) is None
    assert taggable.is_known(type_)


@pytest.mark.parametrize(
    "type_", ["", "aws", "aws_", "aws_no_such_thing", "null_resource", "../aws_instance", "AWS_instance"]
)
def test_unknown_types(type_: str) -> None:
    assert taggable.lookup(type_) is None
    assert not taggable.is_known(type_)


@pytest.mark.parametrize(
    ("provider", "taggable_types", "all_types"),
    [("aws", 872, 1755), ("azurerm", 442, 1227), ("google", 338, 1514), ("kubernetes", 76, 83)],
)
def test_coverage(provider: str, taggable_types: int, all_types: int) -> None:
    assert len(taggable.types(provider, taggable_only=True)) >= taggable_types
    known = taggable.types(provider)
    assert len(known) >= all_types
    assert list(known) == sorted(set(known))
    assert all(type_.startswith(f"{provider}_") for type_ in known)


def test_default_tags_reach_all_aws_types_but_one() -> None:
    types = taggable.types("aws", taggable_only=True)
    missed = [type_ for type_ in types if not (found := taggable.lookup(type_)) or not found.provider_defaults]
    assert missed == ["aws_autoscaling_group"]


def test_no_azure_type_has_provider_defaults() -> None:
    assert not any(found.provider_defaults for type_ in taggable.types("azurerm") if (found := taggable.lookup(type_)))


def test_unknown_provider_has_no_types() -> None:
    assert taggable.types("digitalocean") == ()
    assert "aws" in taggable.providers()


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("aws_instnace", "aws_instance"),
        ("aws_s3_buckets", "aws_s3_bucket"),
        ("azurm_linux_virtual_machine", "azurerm_linux_virtual_machine"),
        ("google_compute_instanse", "google_compute_instance"),
        ("completely_different", None),
        ("aws_zzzzzzzzzzzzzzzzzzzz", None),
        ("", None),
    ],
)
def test_suggestion(misspelt: str, meant: str | None) -> None:
    assert taggable.suggest(misspelt) == meant
