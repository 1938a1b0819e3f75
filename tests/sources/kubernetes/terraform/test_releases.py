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

from finops_guard.addresses import matches
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
    (
        'dynamic "set" {\nfor_each = { extra = "b" }\ncontent {\nname = set.key\nvalue = set.value\n}\n}',
        ["--set", "extra=b"],
    ),
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


MODULE = {
    **CHART,
    "infra/main.tf": """\
        module "shop" {
          source = "./shop"
          for_each = toset(["eu"])
          cpu = "7"
        }
        """,
    "infra/shop/main.tf": """\
        variable "cpu" {}
        variable "unknown" { default = null }
        resource "random_pet" "p" {}
        resource "helm_release" "r" {
          count     = 2
          name      = "shop-${count.index}"
          namespace = "live-${count.index}"
          chart     = "${path.module}/../../charts/shop"
          values    = [yamlencode({ labels = { team = "blue" } })]
          set {
            name  = "resources.requests.cpu"
            value = var.cpu
          }
          set {
            name  = "resources.requests.memory"
            value = "1Gi"
          }
        }
        resource "helm_release" "some" {
          count = random_pet.p.id
          name  = "some"
          chart = "${path.module}/../../charts/shop"
        }
        """,
}


def test_instances_of_modules(tmp_path: Path) -> None:
    found = scanned(tmp_path, MODULE)
    assert said(found) == []
    assert [(each.address, each.root, each.type, each.namespace) for each in objects(found)] == [
        ('module.shop["eu"].helm_release.r[0].Deployment/live-0/shop-0-cart', "infra", "Deployment", "live-0"),
        ('module.shop["eu"].helm_release.r[1].Deployment/live-1/shop-1-cart', "infra", "Deployment", "live-1"),
        ('module.shop["eu"].helm_release.some[*].Deployment/some-cart', "infra", "Deployment", None),
    ]
    first = objects(found)[0]
    assert first.module_path == ("shop", "helm_release.r")
    assert first.provenance is not None
    assert [place(span) for span in first.provenance.calls] == [
        'infra/main.tf:1:1 module "shop"',
        'infra/shop/main.tf:4:1 resource "helm_release" "r"',
    ]
    assert [dict(scalars(each.values))[f"{CART}.resources.requests.cpu"].raw for each in objects(found)[:2]] == [7, 7]


PLACES = [
    ("spec.replicas", "charts/shop/values.yaml:1:11 2"),
    ("metadata.name", "charts/shop/templates/cart.yaml:4:9 {{ .Release.Name }}"),
    (f"{CART}.resources.limits.memory", "charts/shop/values.yaml:3:20 128Mi"),
    ("spec.template.metadata.labels.app", "charts/shop/values.yaml:4:15 cart"),
    (
        "spec.template.metadata.labels.team",
        'infra/shop/main.tf:9:16 yamlencode({ labels = { team = "blue" } })',
    ),
    (f"{CART}.resources.requests.memory", 'infra/shop/main.tf:16:13 "1Gi"'),
    (f"{CART}.resources.requests.cpu", 'infra/main.tf:4:9 "7"'),
]


@pytest.mark.parametrize(("path", "expected"), PLACES, ids=[each[0] for each in PLACES])
def test_where_a_value_is_written(path: str, expected: str, tmp_path: Path) -> None:
    first = objects(scanned(tmp_path, MODULE))[0]
    origin = dict(scalars(first.values))[path].origin
    assert origin is not None
    assert first.provenance is not None
    assert place(first.provenance.given(origin) or origin) == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ('file("${path.module}/values/prod.yaml")', "infra/values/prod.yaml:2:12 7"),
        ('file("values/prod.yaml")', "infra/values/prod.yaml:2:12 7"),
        (
            'replace(file("values/prod.yaml"), "x", "y")',
            'infra/main.tf:4:11 replace(file("values/prod.yaml"), "x", "y")',
        ),
    ],
)
def test_a_file_of_values_is_pointed_into(argument: str, expected: str, tmp_path: Path) -> None:
    files = {
        **CHART,
        "infra/values/prod.yaml": "labels: {x: y}\nreplicas:  7\n",
        "infra/main.tf": release(f"values = [{argument}]"),
    }
    found = scanned(tmp_path, files)
    assert place(dict(scalars(objects(found)[0].values))["spec.replicas"].origin) == expected
    (record,) = [each for each in found.files if each.path == "infra/values/prod.yaml"]
    assert record.status is (FileStatus.SUPPORTING if expected.startswith("infra/values") else FileStatus.OTHER)


def test_what_is_not_given_is_not_missing_where_something_else_is(tmp_path: Path) -> None:
    body = 'set {\nname = "resources.limits.cpu"\nvalue = 1\n}'
    (made,) = objects(scanned(tmp_path, {**CHART, "infra/main.tf": release(body)}))
    (container,) = made.children
    resources = container.values.get("resources")
    assert resources is not None
    assert place(resources.origin) == "charts/shop/values.yaml:3:3 limits: {memory: 128Mi}"


NAMESPACES = {
    **CHART,
    "infra/prod/main.tf": """\
        resource "kubernetes_namespace" "n" {
          metadata {
            name   = "live"
            labels = { owner = "search" }
          }
        }
        resource "helm_release" "r" {
          name      = "shop"
          namespace = kubernetes_namespace.n.metadata[0].name
          chart     = "../../charts/shop"
        }
        """,
    "other/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: live, labels: {owner: none}}\n",
}


def test_labels_and_environment(tmp_path: Path) -> None:
    (made,) = objects(scanned(tmp_path, NAMESPACES))
    assert labels(made) == {"owner": "search", "app": "cart"}
    assert (made.environment.name, made.environment.known_by) == ("prod", "path")


def test_a_label_names_the_environment_before_the_root_does(tmp_path: Path) -> None:
    files = {**CHART, "prod/main.tf": release('values = ["labels: {env: dev}"]')}
    (made,) = objects(scanned(tmp_path, files))
    assert (made.environment.name, made.environment.known_by) == ("dev", "tag")


def test_a_chart_is_judged_once(tmp_path: Path) -> None:
    needy = {**CHART, "charts/shop/values.yaml": "labels: {a: b}\nresources: {}\n"}
    needy["charts/shop/templates/cart.yaml"] += '  x: {{ required "give x" .Values.x }}\n'
    files = {
        **needy,
        "infra/main.tf": release('values = ["x: 1"]') + release("").replace('"r"', '"s"'),
        "charts/other/Chart.yaml": "name: other\nversion: 0.1.0\napiVersion: v2\n",
        "charts/other/templates/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
        "charts/shop/loose.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: loose}\n",
    }
    found = scanned(tmp_path, files)
    assert sorted(each.address for each in found.resources) == [
        "Service/a",
        "Service/loose",
        "helm_release.r",
        "helm_release.r.Deployment/shop-cart",
        "helm_release.s",
    ]
    (message,) = said(found)
    assert message.startswith("the chart charts/shop of helm_release.s is not rendered, so not evaluated: ")
    assert "give x" in message
    statuses = {record.path: record.status.value for record in found.files}
    assert statuses["charts/shop/templates/cart.yaml"] == "judged"
    assert statuses["charts/shop/values.yaml"] == "supporting"


def test_a_chart_with_deployments_of_its_own_is_judged_as_these_too(tmp_path: Path) -> None:
    deployed = {"charts/*": [ChartDeployment("dev")]}
    found = scanned(tmp_path, {**CHART, "infra/main.tf": release("")}, charts=deployed)
    assert [(each.root, each.address, each.environment.name) for each in found.resources if each.kind] == [
        ("charts/shop", "Deployment/shop-cart", "dev"),
        ("infra", "helm_release.r.Deployment/shop-cart", None),
    ]


def test_a_chart_that_no_release_renders_is_judged_on_its_own(tmp_path: Path) -> None:
    found = scanned(tmp_path, {**CHART, "infra/main.tf": release("verify = true")})
    assert [each.address for each in found.resources if each.kind] == ["Deployment/shop-cart"]
    assert len(said(found)) == 1


def test_a_subchart_that_is_installed_alone_is_still_a_part_of_its_parent(tmp_path: Path) -> None:
    chart = "../charts/shop/charts/cache"
    files = {
        **CHART,
        "charts/shop/charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 0.1.0\n",
        "charts/shop/charts/cache/templates/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
        "infra/main.tf": release("", chart=chart),
    }
    found = scanned(tmp_path, files)
    assert [(each.root, each.address) for each in found.resources if each.kind] == [
        ("charts/shop", "Service/a"),
        ("charts/shop", "Deployment/shop-cart"),
        ("infra", "helm_release.r.Service/a"),
    ]


def test_a_packed_chart(tmp_path: Path) -> None:
    helm.write(
        {**CHART, "infra/main.tf": release('set {\nname = "replicas"\nvalue = 5\n}', chart="shop-0.1.0.tgz")}, tmp_path
    )
    with tarfile.open(tmp_path / "infra/shop-0.1.0.tgz", "w:gz") as archive:
        archive.add(tmp_path / "charts/shop", "shop")
    found = scanned(tmp_path, {})
    made = objects(found)
    assert [plain(each.values) for each in made] == of_helm(tmp_path, "shop", "charts/shop", "--set", "replicas=5")
    assert place(made[0].span) == 'infra/main.tf:3:11 "shop-0.1.0.tgz"'


def test_a_part_of_the_tree(tmp_path: Path) -> None:
    files = {**CHART, "infra/main.tf": release('namespace = "live"')}
    found = scanned(tmp_path, files, "infra/main.tf")
    assert [each.address for each in objects(found)] == ["helm_release.r.Deployment/live/shop-cart"]
    assert [record.path for record in found.files] == ["infra/main.tf"]


def test_units_of_terragrunt(tmp_path: Path) -> None:
    """They run where their module is, beside which they have their own files."""
    chart = {path.replace("charts/shop", "modules/shop/chart"): text for path, text in CHART.items()}
    mine = {path.replace("charts/shop", "live/dev/mine"): text for path, text in CHART.items()}
    module = release("values = [var.text]", chart="${path.module}/chart") + release("", chart="./mine").replace(
        '"r"', '"s"'
    )
    files = {
        **chart,
        **mine,
        "modules/shop/main.tf": 'variable "text" {}\n' + module,
        "live/dev/terragrunt.hcl": """\
            terraform {
              source = "../../modules/shop"
            }
            inputs = { text = "replicas: 7" }
            """,
    }
    found = scanned(tmp_path, files)
    assert said(found) == []
    assert [(each.root, each.environment.name, each.span.path) for each in objects(found)] == [
        ("live/dev", "dev", "modules/shop/chart/templates/cart.yaml"),
        ("live/dev", "dev", "live/dev/mine/templates/cart.yaml"),
    ]


def test_excluded_templates_are_not_judged(tmp_path: Path) -> None:
    found = scanned(tmp_path, {**CHART, "infra/main.tf": release("")}, exclude=["charts/"])
    assert (objects(found), [each.address for each in found.around]) == ([], ["helm_release.r.Deployment/shop-cart"])


def findings(directory: Path) -> list[Finding]:
    settings = Settings(select=("container-requests",), kubernetes=KubernetesSettings(search_path=helm.search_path()))
    return list(scan(DirectoryTree(directory), [""], settings).findings)


@pytest.mark.parametrize(
    ("path", "line", "remains"),
    [
        ("infra/main.tf", 'resource "helm_release" "r" {', ["helm_release.s"]),
        ("charts/shop/templates/cart.yaml", "kind: Deployment", []),
        ("charts/shop/values.yaml", "  limits: {memory: 128Mi}", []),
    ],
)
def test_comments(path: str, line: str, remains: list[str], tmp_path: Path) -> None:
    helm.write({**CHART, "infra/main.tf": release("") + release("").replace('"r"', '"s"')}, tmp_path)
    assert {each.address.removesuffix(".Deployment/shop-cart") for each in findings(tmp_path)} == {
        "helm_release.r",
        "helm_release.s",
    }
    target = tmp_path / path
    text = target.read_text(encoding="utf-8")
    assert text.count(line) == 1
    mark = "# finops-guard:ignore container-requests -- it is a test"
    target.write_text(text.replace(line, f"{line} {mark}"), encoding="utf-8")
    assert sorted({each.address.removesuffix(".Deployment/shop-cart") for each in findings(tmp_path)}) == remains


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("helm_release.r", True),
        ("helm_release.r[0]", True),
        ("helm_release.r[1]", False),
        ("helm_release.r[0].Deployment/*", True),
        ("helm_release.r[0].Service/*", False),
        ("helm_release.r[0].Deployment/live/shop-0-cart", True),
        ('module.shop["eu"]', True),
        ("helm_release.some", False),
    ],
)
def test_exceptions_about_a_release_are_about_its_objects(written: str, expected: bool, tmp_path: Path) -> None:
    address = objects(scanned(tmp_path, {**MODULE}))[0].address
    assert address == 'module.shop["eu"].helm_release.r[0].Deployment/live-0/shop-0-cart'
    assert matches(written.replace("live/", "live-0/"), address, relative=True) is expected


def test_an_annotation_is_about_the_objects_of_its_release(tmp_path: Path) -> None:
    chart = dict(CHART)
    chart["charts/shop/templates/cart.yaml"] = CHART["charts/shop/templates/cart.yaml"].replace(
        "name: {{ .Release.Name }}-cart\n",
        "name: {{ .Release.Name }}-cart\n          annotations: {{ toJson .Values.notes }}\n",
    )
    body = 'values = [yamlencode({ notes = { "finops-guard/ignore" = "container-requests -- it is a test" } })]'
    helm.write({**chart, "infra/main.tf": release(body) + release("").replace('"r"', '"s"')}, tmp_path)
    assert {each.address for each in findings(tmp_path)} == {"helm_release.s.Deployment/shop-cart"}
