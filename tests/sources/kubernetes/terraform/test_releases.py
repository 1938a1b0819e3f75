"""Helm releases of Terraform with the real helm: the objects they install, where they point, and what is not known."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest
from sources.kubernetes.rendering.rendering import place, scalars
from sources.kubernetes.terraform.releasing import CART, CHART, objects, of_helm, release, said, scanned
from sources.kubernetes.terraform.scanning import labels
from support import helm

from finops_guard.findings import Finding
from finops_guard.resources import FileStatus
from finops_guard.scan import scan
from finops_guard.settings import ChartDeployment, KubernetesSettings, Settings
from finops_guard.tree import DirectoryTree
from finops_guard.values import plain

SECRETS = ("not-a-key", "a-secret")
# The body of a release, and how helm is told the same by hand.
BODIES: list[tuple[str, list[str]]] = [
    ("", []),
    ('namespace = "live"', ["--namespace", "live"]),
    ('values = ["replicas: 3", "{replicas: 4, extra: x}"]', ["--set", "replicas=4,extra=x"]),
    ('values = [""]', []),
    ("values = [yamlencode({ labels = { app = null, team = 7 } })]", ["--set", "labels.app=null,labels.team=7"]),
    ('set {\nname = "replicas"\nvalue = 3\n}', ["--set", "replicas=3"]),
    ('set = [{ name = "replicas", value = "3" }]', ["--set", "replicas=3"]),
    ('set {\nname = "extra"\nvalue = 3\ntype = "string"\n}', ["--set-string", "extra=3"]),
    ('set {\nname = "extra"\nvalue = true\ntype = "auto"\n}', ["--set", "extra=true"]),
    ('set {\nname = "extra"\nvalue = 1.5\n}', ["--set", "extra=1.5"]),
    ('set {\nname = "extra"\nvalue = 12345678\n}', ["--set", "extra=12345678"]),
    ('set {\nname = "extra"\nvalue = ""\n}', ["--set", "extra="]),
    ('set {\nname = "extra.a"\nvalue = "{x,y}"\n}', ["--set", "extra.a={x,y}"]),
    ('set {\nname = "extra.a"\nvalue = "x\\\\,y"\n}', ["--set", "extra.a=x\\,y"]),
    ('set {\nname = "extra[1].b"\nvalue = "--post-renderer=x"\n}', ["--set", "extra[1].b=--post-renderer=x"]),
    ('set {\nname = "labels.a\\\\.b/c"\nvalue = "x"\n}', ["--set", "labels.a\\.b/c=x"]),
    ('set = [{ name = "extra", value = "a,b{", type = "literal" }]', ["--set-literal", "extra=a,b{"]),
    ('set_list {\nname = "extra"\nvalue = ["a", "7"]\n}', ["--set", "extra={a,7}"]),
    ('set_list = [{ name = "extra", value = ["a"] }]', ["--set", "extra={a}"]),
    ('set_sensitive {\nname = "extra.key"\nvalue = "not-a-key"\n}', ["--set", "extra.key=not-a-key"]),
    ('set_sensitive {\nname = "extra.key"\nvalue = 7\n}', ["--set", "extra.key=7"]),
    (
        'set_sensitive {\nname = "extra.a"\nvalue = "x"\ntype = "string"\n}\nset {\nname = "extra.b"\nvalue = "y"\n}',
        ["--set", "extra.b=y", "--set-string", "extra.a=x"],
    ),
    (
        'set {\nname = "extra.a"\nvalue = "x"\n}\nset_sensitive {\nname = "extra.a"\nvalue = "a-secret"\n}',
        ["--set", "extra.a=x", "--set", "extra.a=a-secret"],
    ),
    ('set_wo = [{ name = "extra", value = "a-secret" }]\nset_wo_revision = 1', ["--set", "extra=a-secret"]),
    ('dynamic "set" {\nfor_each = { extra = "b" }\ncontent {\nname = set.key\nvalue = set.value\n}\n}', ["--set", "extra=b"]),
    ('values = [file("${path.module}/prod.yaml")]', ["--values", "infra/prod.yaml"]),
    ('version = "99.0"\nwait = true\ncreate_namespace = true', []),
    ("disable_webhooks = true\npostrender = null\ndependency_update = false", ["--no-hooks"]),
]


@pytest.mark.parametrize(("body", "arguments"), BODIES, ids=[each[0] for each in BODIES])
def test_objects_are_those_of_helm(body: str, arguments: list[str], tmp_path: Path) -> None:
    files = {**CHART, "infra/main.tf": release(body), "infra/prod.yaml": "replicas: 9\nextra: {a: 1}\n"}
    found = scanned(tmp_path, files)
    expected = of_helm(tmp_path, "shop", "charts/shop", *arguments)
    assert expected
    assert [plain(each.values) for each in objects(found)] == concealed(expected)
    assert said(found) == []
    # The chart is judged through the release only.
    assert {each.address.partition(".")[0] for each in found.resources} == {"helm_release"}


def concealed(data: object) -> object:
    """Return an object without the secrets of the bodies."""
    if isinstance(data, dict):
        return {key: concealed(item) for key, item in data.items()}
    if isinstance(data, list):
        return [concealed(item) for item in data]
    if isinstance(data, str) and data not in SECRETS:
        return re.sub("|".join(SECRETS), "(sensitive)", data)
    return data
