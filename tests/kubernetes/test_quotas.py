"""What a ResourceQuota allows against what is deployed under it, and containers against LimitRanges."""

from __future__ import annotations

import pytest
from sources.kubernetes.scanning import scan

from finops_guard.kubernetes.cluster import Cluster
from finops_guard.policy.derived import derived
from finops_guard.values import Plain, Unknown, plain


def facts(text: str, address: str, path: str = "a.yaml") -> dict[str, Plain]:
    """Return what follows about one object of a text."""
    return facts_of({path: text}, address)


def facts_of(files: dict[str, str], address: str) -> dict[str, Plain]:
    found = scan(files)
    cluster = Cluster(found.resources)
    resource = next(each for each in found.resources if each.address == address)
    derived_facts = plain(derived(cluster.object(resource) or resource, cluster))
    assert isinstance(derived_facts, dict)
    return derived_facts


def quota(hard: str, rest: str = "") -> str:
    return f"""\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: q, namespace: n}}
spec: {{hard: {hard}{rest}}}
"""


def pods(kind: str, spec: str = "", resources: str = "{requests: {cpu: 500m, memory: 1Gi}}", name: str = "a") -> str:
    group = "batch/v1" if kind == "Job" else "apps/v1"
    return f"""\
---
apiVersion: {group}
kind: {kind}
metadata: {{name: {name}, namespace: n}}
spec:
  {spec}
  template:
    spec:
      containers:
      - {{name: c, resources: {resources}}}
"""


def scaler(bounds: str) -> str:
    return f"""\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: s, namespace: n}}
spec: {{scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: a}}, {bounds}}}
"""


@pytest.mark.parametrize(
    ("hard", "objects", "exceeded", "at_most"),
    [
        ("{cpu: 1}", pods("Deployment", "replicas: 2"), [], []),
        ("{cpu: 1}", pods("Deployment", "replicas: 3"), ["cpu: 1.5 of 1"], []),
        ("{requests.cpu: 999m}", pods("Deployment", "replicas: 2"), ["requests.cpu: 1 of 999m"], []),
        ("{requests.memory: 1.5Gi}", pods("Deployment", "replicas: 3"), ["requests.memory: 3Gi of 1.5Gi"], []),
        ("{pods: 0}", pods("Deployment", "replicas: 0"), [], []),
        ("{pods: '0'}", pods("Deployment"), ["pods: 1 of 0"], []),
        ("{cpu: 1}", pods("Deployment", "replicas: 9") + scaler("minReplicas: 2, maxReplicas: 2"), [], []),
        ("{cpu: 1}", pods("Deployment") + scaler("maxReplicas: 4"), [], ["cpu: 2 of 1"]),
        ("{cpu: 1}", pods("DaemonSet"), [], ["cpu: 1, and the number of pods has no bound"]),
        ("{cpu: 1}", pods("Job", "parallelism: 4"), [], ["cpu: 2 of 1"]),
        ("{cpu: 1}", pods("Deployment", resources="{}"), ["Deployment/n/a: c requests no cpu"], []),
        ("{requests.cpu: 1}", pods("Deployment", resources="{}"), ["Deployment/n/a: c requests no cpu"], []),
        ("{memory: 9Gi}", pods("Deployment", resources="{limits: {memory: 1Gi}}"), [], []),
        ("{count/secrets: 0, configmaps: 0}", pods("Deployment"), [], []),
        ("{cpu: many}", pods("Deployment", "replicas: 99"), [], []),
        ("{cpu: 1}, scopes: [Terminating]", pods("Deployment", "replicas: 99"), [], []),
        ("{cpu: 1}", pods("Deployment", "replicas: 2").replace("namespace: n", "namespace: m"), [], []),
        ("[cpu]", pods("Deployment"), [], []),
    ],
)
def test_what_a_quota_refuses(hard: str, objects: str, exceeded: list[str], at_most: list[str]) -> None:
    found = facts(quota(hard) + objects, "ResourceQuota/n/q")
    assert (found["exceeded"], found["exceeded_at_most"]) == (exceeded, at_most)


def test_a_request_that_a_limit_range_gives_counts() -> None:
    given = """\
---
apiVersion: v1
kind: LimitRange
metadata: {name: r, namespace: n}
spec: {limits: [{type: Container, default: {cpu: 2}, defaultRequest: {cpu: 700m}}]}
"""
    found = facts(quota("{cpu: 1}") + given + pods("Deployment", "replicas: 2", "{}"), "ResourceQuota/n/q")
    assert found["exceeded"] == ["cpu: 1.4 of 1"]


def test_claims_and_load_balancers_count() -> None:
    objects = """\
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: c, namespace: n}
spec: {resources: {requests: {storage: 3Gi}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: s, namespace: n}
spec:
  replicas: 2
  volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 4Gi}}}}]
  template: {spec: {containers: [{name: c}]}}
---
apiVersion: v1
kind: Service
metadata: {name: l, namespace: n}
spec: {type: LoadBalancer}
---
apiVersion: v1
kind: Service
metadata: {name: inside, namespace: n}
spec: {}
"""
    hard = "{requests.storage: 10Gi, persistentvolumeclaims: 3, services.loadbalancers: 0}"
    found = facts(quota(hard) + objects, "ResourceQuota/n/q")
    assert found["exceeded"] == ["requests.storage: 11Gi of 10Gi", "services.loadbalancers: 1 of 0"]


def test_what_a_patch_leaves_unknown_is_not_known_to_fit() -> None:
    files = {
        "base/a.yaml": pods("Deployment").removeprefix("---\n"),
        "base/q.yaml": quota("{cpu: 1}"),
        "base/kustomization.yaml": "resources: [a.yaml, q.yaml]\npatches: [{path: p.yaml}]\n",
        "base/p.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, namespace: n}
spec: {template: {spec: {containers: [{name: c, resources: {requests: {cpu: 9}}}]}}}
""",
    }
    exceeded = facts_of(files, "ResourceQuota/n/q")["exceeded"]
    assert isinstance(exceeded, list)
    assert isinstance(exceeded[0], Unknown)
    assert "base/p.yaml" in exceeded[0].causes[0].text


@pytest.mark.parametrize(
    ("item", "resources", "breaches"),
    [
        ("{max: {cpu: 1}}", "{requests: {cpu: 1}}", []),
        ("{max: {cpu: 1}}", "{requests: {cpu: 1001m}}", ["c: cpu 1001m is above 1"]),
        ("{max: {cpu: 1}}", "{requests: {cpu: 500m}, limits: {cpu: 2}}", ["c: cpu 2 is above 1"]),
        ("{max: {cpu: 1}}", "{}", []),
        ("{min: {memory: 64Mi}}", "{limits: {memory: 32Mi}}", ["c: memory 32Mi is below 64Mi"]),
        ("{min: {memory: 64Mi}}", "{requests: {memory: 64Mi}}", []),
        (
            "{maxLimitRequestRatio: {cpu: 2}}",
            "{requests: {cpu: 100m}, limits: {cpu: 250m}}",
            ["c: the cpu limit is 2.5 times the request, over 2"],
        ),
        ("{maxLimitRequestRatio: {cpu: 2}}", "{requests: {cpu: 100m}, limits: {cpu: 200m}}", []),
        ("{max: {cpu: 1}}", "{requests: {cpu: odd}}", []),
    ],
)
def test_what_a_limit_range_refuses(item: str, resources: str, breaches: list[str]) -> None:
    text = f"""\
apiVersion: v1
kind: LimitRange
metadata: {{name: r, namespace: n}}
spec: {{limits: [{{type: Container, {item[1:]}, {{type: Pod, max: {{cpu: 1m}}}}]}}
"""
    found = facts(text + pods("Deployment", resources=resources), "Deployment/n/a")
    assert found["limit_range_breaches"] == breaches
