"""Dumps of a cluster: what a cluster made of other objects of the scan is judged once."""

from __future__ import annotations

import pytest
from sources.kubernetes.scanning import scan

from finops_guard.resources import FileStatus, ResourceSet

POD = "spec: {containers: [{name: c}]}"
TEMPLATE = f"spec: {{template: {{{POD}}}}}"

GROUPS = {
    "Pod": "v1",
    "ReplicationController": "v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Rollout": "argoproj.io/v1alpha1",
    "Service": "serving.knative.dev/v1",
    "Configuration": "serving.knative.dev/v1",
    "Revision": "serving.knative.dev/v1",
    "CloneSet": "apps.kruise.io/v1alpha1",
    "Prometheus": "monitoring.coreos.com/v1",
}


def item(kind: str, name: str, owner: str = "", *, uid: str | None = None, controller: str = "true") -> str:
    """Return an object as a cluster writes it; identities are made of names."""
    spec = {"Pod": POD, "Revision": POD, "Prometheus": "spec: {replicas: 2}"}.get(kind, TEMPLATE)
    owners = (
        f", ownerReferences: [{{controller: {controller}, kind: X, name: {owner}, uid: uid-{owner}}}]" if owner else ""
    )
    return (
        f"apiVersion: {GROUPS.get(kind, 'apps/v1')}\nkind: {kind}\n"
        f"metadata: {{name: {name}, uid: {uid or f'uid-{name}'}{owners}}}\n{spec}\nstatus: {{replicas: 1}}\n"
    )


def judged(*items: str) -> tuple[list[str], ResourceSet]:
    found = scan({"dump.yaml": "---\n".join(items)})
    return [resource.address for resource in found.resources], found


def chain(*kinds: str) -> list[str]:
    names = [f"{kind.lower()}-{at}" for at, kind in enumerate(kinds)]
    return [
        item(kind, name, names[at - 1] if at else "") for at, (kind, name) in enumerate(zip(kinds, names, strict=True))
    ]


@pytest.mark.parametrize(
    "kinds",
    [
        ("Deployment", "ReplicaSet", "Pod"),
        ("Rollout", "ReplicaSet", "Pod"),
        ("ReplicaSet", "Pod"),
        ("StatefulSet", "Pod"),
        ("DaemonSet", "Pod"),
        ("ReplicationController", "Pod"),
        ("CronJob", "Job", "Pod"),
        ("CloneSet", "Pod"),
        ("CloneSet", "StatefulSet", "Pod"),
        ("Service", "Configuration", "Revision", "Deployment", "ReplicaSet", "Pod"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_what_a_controller_makes_is_left_to_it(kinds: tuple[str, ...], order: int) -> None:
    addresses, found = judged(*chain(*kinds)[::order])
    assert addresses == [f"{kinds[0]}/{kinds[0].lower()}-0"]
    (said,) = found.diagnostics
    assert (said.kind, said.path) == ("owned", "dump.yaml")
    assert said.message.startswith(f"{len(kinds) - 1} object")


@pytest.mark.parametrize(
    "kinds",
    [
        ("Pod", "Pod"),  # a driver with its executors
        ("Deployment", "Job"),
        ("Deployment", "Pod"),
        ("CronJob", "Pod"),
        ("Prometheus", "StatefulSet"),  # its owner holds no pod template
        ("StatefulSet", "Deployment"),
    ],
)
def test_what_an_owner_does_not_describe_is_judged(kinds: tuple[str, ...]) -> None:
    addresses, found = judged(*chain(*kinds))
    assert (len(addresses), found.diagnostics) == (2, ())


@pytest.mark.parametrize(
    "items",
    [
        [item("ReplicaSet", "a", "elsewhere"), item("Deployment", "b")],
        [item("ReplicaSet", "a", "b"), item("Deployment", "b", uid="another")],
        [item("ReplicaSet", "a", "b", controller="false"), item("Deployment", "b")],
        [item("ReplicaSet", "a", "b", controller="'true'"), item("Deployment", "b")],
        [item("ReplicaSet", "a", "a"), item("ReplicaSet", "b")],
        [item("CloneSet", "a", "b"), item("CloneSet", "b", "a")],
        [item("ReplicaSet", "a", "b").replace("uid: uid-b", "uid: [1]"), item("Deployment", "b")],
        [item("ReplicaSet", "a").replace("uid: uid-a", "ownerReferences: x"), item("Deployment", "b")],
    ],
)
def test_nothing_is_left_out_without_a_maker_that_is_judged(items: list[str]) -> None:
    addresses, found = judged(*items)
    assert (len(addresses), found.diagnostics) == (2, ())


def test_a_long_chain_is_followed_no_further() -> None:
    kinds = ["CloneSet"] * 300
    addresses, _ = judged(*chain(*kinds))
    assert "CloneSet/cloneset-299" in addresses


def test_files_keep_their_status_and_each_says_what_it_holds() -> None:
    deployment, replicas, pod = chain("Deployment", "ReplicaSet", "Pod")
    deployment = deployment.replace("name: deployment-0", "name: shop")
    found = scan({"a.yaml": deployment, "b.yaml": f"{replicas}---\n{pod}", "c.yaml": pod.replace("name: p", "name: q")})
    assert {file.status for file in found.files} == {FileStatus.JUDGED}
    assert [(said.path, said.message) for said in found.diagnostics] == [
        (
            "b.yaml",
            "2 objects are judged with what makes them in the cluster: ReplicaSet replicaset-1 with Deployment shop",
        ),
        ("c.yaml", "1 object is judged with what makes it in the cluster: Pod qod-2 with ReplicaSet replicaset-1"),
    ]


def test_a_list_of_a_dump() -> None:
    items = ", ".join(
        f"{{{', '.join(part for part in text.splitlines())}}}" for text in chain("Deployment", "ReplicaSet", "Pod")
    )
    assert judged(f"apiVersion: v1\nkind: List\nmetadata: {{resourceVersion: ''}}\nitems: [{items}]\n")[0] == [
        "Deployment/deployment-0"
    ]
