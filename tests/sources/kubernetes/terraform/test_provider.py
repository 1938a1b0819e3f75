"""The names of the provider's blocks and arguments, against its schema and against what the real kubectl knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sources.kubernetes.terraform.maximal import manifest
from support.kubectl import run

from finops_guard.kubernetes.pods import POD_TEMPLATES
from finops_guard.sources.kubernetes.terraform.provider import WITHOUT_OBJECT, kind_of, types
from tests.support.stand_in.schemas import load

TYPES = sorted(type_ for type_ in load().resources if type_.startswith("kubernetes_"))
OBJECTS = [type_ for type_ in TYPES if kind_of(type_) is not None]
# What the provider takes and Kubernetes has no place for.
NOWHERE = ("azureFile.secretNamespace", "Ref.namespace", "volumes.0.local")
# How kubectl is made to read an object by the types that it was built with, and to write it again.
WORKLOAD = ("set", "env", "A=b")
COMMANDS = {"Service": ("set", "selector", "a_key=1"), "RoleBinding": ("set", "subject", "--user=u")}
COMMANDS["ClusterRoleBinding"] = COMMANDS["RoleBinding"]


def commands() -> dict[str, tuple[str, ...]]:
    found = {}
    for type_ in OBJECTS:
        version, kind = kind_of(type_) or ("", "")
        command = WORKLOAD if (version.rpartition("/")[0], kind) in POD_TEMPLATES else COMMANDS.get(kind)
        if command is not None and not version.endswith("beta1"):
            found[type_] = command
    return found


def test_every_type_is_accounted_for() -> None:
    assert [type_ for type_ in TYPES if type_ not in OBJECTS] == sorted([*WITHOUT_OBJECT, "kubernetes_manifest"])


def test_every_known_type_is_one_of_the_provider() -> None:
    former = {"pod_security_policy"}  # of version 2
    names = {f"kubernetes_{name}" for name in types() - former}
    assert not {name for name in names if name not in TYPES and f"{name}_v1" not in TYPES}


@pytest.mark.parametrize(
    ("type_", "version", "kind"),
    [
        ("kubernetes_deployment", "apps/v1", "Deployment"),
        ("kubernetes_daemon_set_v1", "apps/v1", "DaemonSet"),
        ("kubernetes_cron_job", "batch/v1beta1", "CronJob"),
        ("kubernetes_cron_job_v1", "batch/v1", "CronJob"),
        ("kubernetes_horizontal_pod_autoscaler_v2beta2", "autoscaling/v2beta2", "HorizontalPodAutoscaler"),
        ("kubernetes_namespace_v1", "v1", "Namespace"),
    ],
)
def test_kind(type_: str, version: str, kind: str) -> None:
    assert kind_of(type_) == (version, kind)


@pytest.mark.parametrize("type_", ["kubernetes_labels", "kubernetes_manifest", "kubernetes_new_thing_v1", "aws_vpc"])
def test_no_kind(type_: str) -> None:
    assert kind_of(type_) is None


@pytest.mark.parametrize("type_", commands())
def test_kubectl_knows_every_name(type_: str, tmp_path: Path) -> None:
    """Whatever kubectl does not know by that name, or has in another shape, it does not write again, or refuses."""
    command, subcommand, *arguments = commands()[type_]
    given: Any = manifest(type_)
    done = run([command, subcommand, "--local", "-o", "json", "-f", "-", *arguments], tmp_path, json.dumps(given))
    assert done.returncode == 0, done.stderr
    lost = [path for path in _lost(given, json.loads(done.stdout), "") if not path.endswith(NOWHERE)]
    assert lost == []


def _lost(given: Any, read: Any, path: str) -> Iterator[str]:
    """Yield where something that was given is not there, or is another."""
    if isinstance(given, dict) and isinstance(read, dict):
        for key, value in given.items():
            yield from _lost(value, read.get(key), f"{path}.{key}")
    elif isinstance(given, list) and isinstance(read, list):
        for index, value in enumerate(given):
            yield from _lost(value, read[index] if index < len(read) else None, f"{path}.{index}")
    elif given != read:
        yield path
