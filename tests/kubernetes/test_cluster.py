"""What belongs together: by namespace, name and label, in trees with several stages, and in hostile ones."""

from __future__ import annotations

from typing import Any

import pytest
from support.clusters import cluster, deployment, hpa, manifest

from finops_guard.kubernetes import namespaces, selection
from finops_guard.kubernetes.cluster import Cluster
from finops_guard.kubernetes.selectors import Selector, selector, simple
from finops_guard.resources import Resource
from finops_guard.values import Value


def service(
    name: str = "web", namespace: str | None = "shop", type_: str = "ClusterIP", **labels: str
) -> dict[str, Any]:
    return manifest("v1", "Service", name, namespace, spec={"type": type_, "selector": labels or {"app": "web"}})


def claim(name: str, namespace: str | None = "shop", **spec: object) -> dict[str, Any]:
    return manifest("v1", "PersistentVolumeClaim", name, namespace, spec=spec)


def mounting(name: str, **volume: object) -> dict[str, Any]:
    return deployment(
        "web", pod={"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": name, **volume}}]}
    )


def chosen(found: Cluster, resource: Resource) -> tuple[list[str], int]:
    """Return the addresses of what a Service selects, and how many causes leave it open."""
    asked = simple(resource.values.get("spec").get("selector"))  # type: ignore[union-attr]
    selected = found.selected(asked, resource)
    return [f"{each.span.path}:{each.address}" for each in selected.workloads], len(selected.causes)


FILES = {
    "base/web.yaml": [deployment(), deployment("api")],
    "dev/web.yaml": [deployment()],
    "dev/svc.yaml": [service()],
    "prod/svc.yaml": [service()],
    "prod/eu/web.yaml": [deployment()],
    "svc.yaml": [service(namespace="blog"), service("unplaced", namespace=None)],
    "rest.yaml": [service("none", app="none"), service("both", app="web", tier="front")],
}


@pytest.mark.parametrize(
    ("address", "selected", "open_"),
    [
        ("dev/svc.yaml:Service/shop/web", ["dev/web.yaml:Deployment/shop/web"], 0),
        ("prod/svc.yaml:Service/shop/web", ["prod/eu/web.yaml:Deployment/shop/web"], 0),
        ("svc.yaml:Service/blog/web", [], 0),
        ("svc.yaml:Service/unplaced", [], 1),
        ("rest.yaml:Service/shop/none", [], 0),
        ("rest.yaml:Service/shop/both", [], 0),
    ],
)
def test_a_selector_means_the_nearest(address: str, selected: list[str], open_: int) -> None:
    found, objects = cluster(FILES)
    assert chosen(found, objects[address]) == (selected, open_)


def test_the_nearest_that_fits_counts_not_the_nearest_of_the_label() -> None:
    files = {
        "dev/svc.yaml": [service(app="web", tier="front")],
        "dev/other.yaml": [deployment(labels={"app": "web", "tier": "back"})],
        "web.yaml": [deployment(labels={"app": "web", "tier": "front"})],
    }
    found, objects = cluster(files)
    assert chosen(found, objects["dev/svc.yaml:Service/shop/web"])[0] == ["web.yaml:Deployment/shop/web"]


def test_selectors_without_pairs_mean_the_namespace() -> None:
    found, objects = cluster([deployment(), deployment("api"), deployment("blog", namespace="blog"), service()])
    everything = selector(Value({}))
    names = [each.name for each in found.selected(everything, objects["Service/shop/web"]).workloads]
    assert names == ["web", "api"]
    by_expression = Selector(expressions=(("app", "NotIn", ("web",)),))
    names = [each.name for each in found.selected(by_expression, objects["Service/shop/web"]).workloads]
    assert names == ["api"]


def test_what_was_not_evaluated_may_hold_what_is_missing() -> None:
    files = {
        "a/svc.yaml": [service()],
        "a/web.yaml": "kind: Deployment\nmetadata: {name: {{ name }}}\n",
        "b/s.yaml": [service()],
    }
    found, objects = cluster(files)
    assert chosen(found, objects["a/svc.yaml:Service/shop/web"]) == ([], 1)
    assert chosen(found, objects["b/s.yaml:Service/shop/web"]) == ([], 0)
    assert chosen(found, objects["b/s.yaml:Service/shop/web"]) == ([], 0)


@pytest.mark.parametrize(
    ("version", "open_"), [("databases.example.com/v1", 1), ("networking.istio.io/v1", 0), ("v1", 0)]
)
def test_operators_may_make_pods(version: str, open_: int) -> None:
    custom = manifest(version, "Thing", "orders")
    found, objects = cluster([custom, service(cluster="orders")])
    assert chosen(found, objects["Service/shop/web"]) == ([], open_)


@pytest.mark.parametrize(
    ("scaler", "targets", "open_"),
    [
        (hpa(), ["Deployment/shop/web"], 0),
        (hpa(target="gone"), [], 0),
        (hpa(namespace="blog"), [], 0),
        (hpa(namespace=None), [], 1),
        (hpa(kind="Rollout"), ["Rollout/shop/web"], 0),
        (
            manifest("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec={"scaleTargetRef": {"name": ["web"]}}),
            [],
            0,
        ),
        (manifest("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec="web"), [], 0),
    ],
)
def test_target(scaler: dict[str, Any], targets: list[str], open_: int) -> None:
    rollout = manifest("argoproj.io/v1alpha1", "Rollout", "web", spec={"workloadRef": {"name": "web"}})
    found, objects = cluster([deployment(), rollout, scaler])
    resource = next(each for each in objects.values() if each.kind == "HorizontalPodAutoscaler")
    target = found.target(resource)
    assert ([each.address for each in target.objects], len(target.causes)) == (targets, open_)


@pytest.mark.parametrize(
    ("others", "mounted", "open_"),
    [
        ([mounting("data")], 1, 0),
        ([mounting("other")], 0, 0),
        ([mounting("data") | {"metadata": {"name": "web"}}], 0, 1),
        ([manifest("pipelines.example.com/v1", "Run", "x", spec={"a": [{"b": "data"}]})], 1, 0),
        ([manifest("v1", "ConfigMap", "x", data={"a": "data"})], 0, 0),
        ([manifest("snapshot.storage.k8s.io/v1", "VolumeSnapshot", "x", spec={"a": "data"})], 0, 0),
        ([manifest("pipelines.example.com/v1", "Run", "x", "blog", spec={"a": "data"})], 0, 0),
        ([mounting(["data"])], 0, 0),  # type: ignore[arg-type]
    ],
)
def test_mounts(others: list[Any], mounted: int, open_: int) -> None:
    found, objects = cluster([claim("data"), *others])
    mounts = found.mounts(objects["PersistentVolumeClaim/shop/data"])
    assert (len(mounts.objects), len(mounts.causes)) == (mounted, open_)


def test_claims_of_a_stateful_set_are_mounted_by_its_pods() -> None:
    templates = [{"metadata": {"name": "data"}, "spec": {}}]
    stateful = deployment("db", kind="StatefulSet", volumeClaimTemplates=templates)
    found, objects = cluster([stateful, claim("data-db-12"), claim("data-db"), claim("data-web-0")])
    counts = [len(found.mounts(each).objects) for each in objects.values() if each.kind != "StatefulSet"]
    assert counts == [1, 0, 0]


@pytest.mark.parametrize(
    ("volume", "claims"),
    [
        ({}, 1),  # the claim without a class
        ({"storageClassName": "fast"}, 1),
        ({"storageClassName": "slow"}, 0),
        ({"storageClassName": "slow", "claimRef": {"name": "x"}}, 1),
        ({"storageClassName": "slow", "claimRef": None}, 0),
    ],
)
def test_volumes_are_taken_by_name_or_class(volume: dict[str, object], claims: int) -> None:
    others = [
        claim("a"),
        claim("b", storageClassName="fast"),
        claim("c", volumeName="named", storageClassName="manual"),
    ]
    volumes = [manifest("v1", "PersistentVolume", name, None, spec=volume) for name in ("other", "named")]
    found, objects = cluster([*others, *volumes])
    assert len(found.claims(objects["PersistentVolume/other"]).objects) == claims
    assert len(found.claims(objects["PersistentVolume/named"]).objects) == 1


def space(name: str = "shop") -> dict[str, Any]:
    return manifest("v1", "Namespace", name, None)


def quota(namespace: str | None = "shop") -> dict[str, Any]:
    return manifest("v1", "ResourceQuota", "quota", namespace, spec={})


@pytest.mark.parametrize(
    ("files", "address", "count", "open_"),
    [
        ({"a.yaml": [space(), quota()]}, "a.yaml:Namespace/shop", 1, 0),
        ({"ns/a.yaml": [space()], "quotas/a.yaml": [quota()]}, "ns/a.yaml:Namespace/shop", 1, 0),
        ({"dev/a.yaml": [space()], "prod/a.yaml": [space(), quota()]}, "dev/a.yaml:Namespace/shop", 0, 0),
        ({"dev/a.yaml": [space()], "prod/a.yaml": [space(), quota()]}, "prod/a.yaml:Namespace/shop", 1, 0),
        ({"a.yaml": [space(), quota("blog")]}, "a.yaml:Namespace/shop", 0, 0),
        # Where it is deployed with the namespace, and writes none.
        ({"a.yaml": [space(), quota(None)]}, "a.yaml:Namespace/shop", 0, 1),
        ({"a/a.yaml": [space()], "b/a.yaml": [quota(None)]}, "a/a.yaml:Namespace/shop", 0, 0),
        # Equally near to both.
        ({"dev/a.yaml": [space()], "prod/a.yaml": [space()], "q.yaml": [quota()]}, "prod/a.yaml:Namespace/shop", 1, 0),
    ],
)
def test_quotas(files: dict[str, Any], address: str, count: int, open_: int) -> None:
    found, objects = cluster(files)
    given = found.given("ResourceQuota", objects[address])
    assert (len(given.objects), len(given.causes)) == (count, open_)


def test_load_balancers_are_counted_by_namespace() -> None:
    def balancers(*names: str, **more: Any) -> list[Any]:
        return [service(name, type_="LoadBalancer", **more) for name in names]

    files = {
        "a/a.yaml": [*balancers("one", "two"), service("no"), *balancers("other", namespace="blog")],
        "a/z.yaml": balancers("three"),
        "b/a.yaml": balancers("elsewhere"),
        "c/a.yaml": balancers("x", "y", namespace=None),
        "d/a.yaml": [space("wide"), *balancers("here", namespace="wide")],
        "d/e/a.yaml": balancers("there", namespace="wide"),
    }
    found, objects = cluster(files)
    numbers = {each.name: found.load_balancer_number(each) for each in objects.values() if each.kind == "Service"}
    ones = dict.fromkeys(("one", "no", "other", "elsewhere", "x", "here"), 1)
    assert numbers == {**ones, "two": 2, "three": 3, "y": 2, "there": 2}


# Hostile trees --------------------------------------------------------------------------------------------------------


def test_comparisons_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "MAX_COMPARISONS", 100)
    many = [deployment(f"w{at}", labels={"app": "web", "n": f"{at}"}) for at in range(40)]
    services = [service(f"s{at}", app="web", n="none") for at in range(5)]
    alike = [service(f"t{at}", app="web") for at in range(5)]
    found, objects = cluster([*many, *services, *alike])
    # The rarest label decides: a Service of which no pod has one label is compared with none.
    assert [chosen(found, objects[f"Service/shop/s{at}"]) for at in range(5)] == [([], 0)] * 5
    counts = [
        (len(selected), causes)
        for selected, causes in (chosen(found, objects[f"Service/shop/t{at}"]) for at in range(5))
    ]
    assert counts == [(40, 0), (40, 0), (20, 1), (0, 1), (0, 1)]


def test_members_of_namespaces_of_one_name_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces, "MAX_MEMBERS", 100)
    files = {f"d{at}/a.yaml": [space()] for at in range(30)} | {"a.yaml": [deployment(f"w{at}") for at in range(10)]}
    found, objects = cluster(files)
    members = [found.members(each) for each in objects.values() if each.kind == "Namespace"]
    assert [len(each.objects) for each in members] == [10] * 10 + [0] * 20
    assert [len(each.causes) for each in members] == [0] * 10 + [1] * 20


def test_ten_thousand_of_each_are_related_in_a_breath() -> None:
    """No timing: without the bounds this would take hours."""
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: s%d, namespace: n}\nspec: {selector: {app: web}}\n"
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p%d, namespace: n, labels: {app: web}}\nspec: {}\n"
    deep = "/".join("d" * 60)
    files = {
        f"{deep}/{at}.yaml": "---\n".join((text if at % 2 else pod) % number for number in range(5_000))
        for at in range(4)
    }
    found, objects = cluster(files)  # type: ignore[arg-type]
    services = [each for each in objects.values() if each.kind == "Service"]
    assert len(services) == 10_000
    causes = [len(found.selected(simple(Value({"app": Value("web")})), each).causes) for each in services]
    assert (causes[0], causes[-1]) == (0, 1)


BOUNDS = manifest("v1", "LimitRange", "bounds", spec={"limits": [{"type": "Container", "defaultRequest": {"cpu": 1}}]})


@pytest.mark.parametrize(
    ("path", "scaler", "bounds"),
    [
        ("prod/web.yaml:Deployment/shop/web", "prod/scaler.yaml", "prod/scaler.yaml"),
        # The same thing on another stage: what scales and bounds that stage says nothing about this one.
        ("dev/web.yaml:Deployment/shop/web", None, None),
        ("base/api.yaml:Deployment/shop/api", "scalers/api.yaml", "prod/scaler.yaml"),
        ("stages/eu/db.yaml:Deployment/shop/db", "stages/all.yaml", "prod/scaler.yaml"),
        ("stages/us/db.yaml:Deployment/shop/db", "stages/all.yaml", "prod/scaler.yaml"),
    ],
)
def test_another_stage_says_nothing(path: str, scaler: str | None, bounds: str | None) -> None:
    files = {
        "dev/web.yaml": [deployment()],
        "prod/web.yaml": [deployment()],
        "prod/scaler.yaml": [hpa(maxReplicas=9), BOUNDS],
        "base/api.yaml": [deployment("api")],
        "scalers/api.yaml": [hpa("api", "api", maxReplicas=3)],
        "stages/all.yaml": [hpa("db", "db", maxReplicas=4)],
        "stages/eu/db.yaml": [deployment("db")],
        "stages/us/db.yaml": [deployment("db")],
    }
    found, objects = cluster(files)
    scaled = found.autoscaler(objects[path])
    assert (scaled.span.path if scaled is not None else None) == scaler
    given = found.in_force("LimitRange", objects[path])
    assert [each.span.path for each in given] == ([] if bounds is None else [bounds])
    governed = {each.span.path for each in found.governed(objects["prod/scaler.yaml:LimitRange/shop/bounds"])}
    assert ("dev/web.yaml" in governed, "prod/web.yaml" in governed) == (False, True)
