"""Objects that Terraform makes: where their parts are written, what is not known of them, what is kept secret."""

from __future__ import annotations

import pytest
from sources.kubernetes.terraform.scanning import found, one, seen

from finops_guard.findings import Verdict
from finops_guard.kubernetes.objects import as_object
from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.sources.kubernetes.terraform import joining
from finops_guard.sources.kubernetes.terraform.objects import Budget
from finops_guard.tree import MemoryTree
from finops_guard.values import Unknown, all_causes, plain

WORKLOAD = """\
resource "kubernetes_deployment" "web" {
  metadata {
    name = "web"
  }
  spec {
    template {
      metadata {
        labels = { %s }
      }
      spec {
        %s
      }
    }
  }
}
"""
LABELS = 'owner = "a", environment = "dev", cost-center = "1", application = "web"'
EXCEPTION = """\
id: EXC-2026-0007
kind: waiver
policies: [FG-K8S-001]
scope: {addresses: [kubernetes_deployment.web]}
reason: The size of the containers is being measured.
requested_by: a.writer
approved_by: a.reader
created: 2026-05-01
expires: 2026-07-30
"""


def workload(container: str, more: str = "", labels: str = LABELS) -> str:
    return WORKLOAD % (labels, container.strip()) + more


def places(text: str, path: str = "main.tf") -> list[tuple[str, str, str]]:
    """Return policy, verdict and excerpt (or the line) of each finding in a configuration."""
    return [(each.policy, each.verdict.value, _line(text, each.location.line)) for each in found(seen({path: text}))]


def _line(text: str, number: int) -> str:
    return text.splitlines()[number - 1].strip()


def test_findings_point_at_blocks_and_arguments() -> None:
    text = workload(
        """
        container {
          name = "bare"
        }
        container {
          name = "slip"
          resources {
            requests = {
              cpu    = 2000
              memory = "1Gi"
            }
            limits = { memory = "1Gi" }
          }
        }
        """
    )
    assert [each for each in places(text) if each[0] <= "FG-K8S-003"] == [
        ("FG-K8S-001", "fail", "container {"),
        ("FG-K8S-001", "fail", "container {"),
        ("FG-K8S-002", "fail", "container {"),
        ("FG-K8S-003", "fail", "cpu    = 2000"),
    ]
    about = [each for each in found(seen({"main.tf": text})) if each.policy <= "FG-K8S-003"]
    assert {each.excerpt for each in about} == {
        "        container {",
        "              cpu    = 2000",
    }


def test_a_label_that_is_empty_is_found_where_it_is_written() -> None:
    text = workload('container { name = "a" }', labels='owner = "", environment = "dev", cost-center = "1", app = "a"')
    assert ("FG-TAG-001", "fail", _line(text, 8)) in places(text)


def test_containers_of_a_variable_are_found_where_the_block_is() -> None:
    text = 'variable "name" {\n  default = "web"\n}\n' + workload("container {\n name = var.name\n}")
    (child,) = seen({"main.tf": text}).resources[0].children
    assert (child.name, child.span.location().line) == ("web", 14)


@pytest.mark.parametrize(
    ("container", "keys"),
    [
        ('dynamic "container" {\nfor_each = var.more\ncontent {\nname = container.value\n}\n}', {"containers"}),
        ('container {\nname = "a"\nresources {\nrequests = var.more\nlimits = var.more\n}\n}', {"a/requests.cpu"}),
        ('container {\nname = "a"\ndynamic "resources" {\nfor_each = var.more\ncontent {}\n}\n}', {"a/requests.cpu"}),
    ],
)
def test_what_is_not_known_is_open(container: str, keys: set[str]) -> None:
    findings = found(seen({"main.tf": workload(container, 'variable "more" {}\n')}))
    assert {each.verdict for each in findings} == {Verdict.UNRESOLVED}
    assert keys <= {each.key for each in findings if each.policy == "FG-K8S-001"}
    assert {cause.text for each in findings for cause in each.causes} == {"var.more has no value"}


def test_unknown_arguments_that_are_called_as_blocks_are() -> None:
    """``port`` is a block of a container, and an argument of a probe and of a service's port."""
    resource = one(
        """\
        variable "port" {}
        resource "kubernetes_service" "s" {
          metadata {
            name = "s"
          }
          spec {
            port {
              port = var.port
            }
          }
        }
        """
    )
    ports = plain(resource.object).get("spec")["ports"]  # type: ignore[union-attr, index, arg-type, call-overload]
    assert [list(port) for port in ports] == [["port"]]  # type: ignore[union-attr]


def test_json_syntax() -> None:
    text = """\
    {"resource": {"kubernetes_pod": {"p": {
      "metadata": {"name": "p"},
      "spec": {"container": [{"name": "a", "port": [{"container_port": 80}]}, {"name": "b"}]}
    }}}}
    """
    (resource,) = seen({"main.tf.json": text}).resources
    assert plain(as_object(resource).values) == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "a", "ports": [{"containerPort": 80}]}, {"name": "b"}]},
    }


def test_what_a_syntax_error_hides_is_open() -> None:
    resources = seen(
        {"main.tf": 'resource "kubernetes_pod" "p" {\n  metadata {\n    name = "p"\n  }\n  spec = = 1\n}\n'}
    )
    (resource,) = resources.resources
    assert resource.object is not None
    spec = resource.object.get("spec")
    assert spec is not None
    assert isinstance(spec.raw, Unknown)


@pytest.mark.parametrize(
    "text",
    [
        'resource "kubernetes_secret" "s" {\n  data = { k = "hidden" }\n}',
        'resource "kubernetes_manifest" "s" {\n  manifest = {apiVersion = "v1", kind = "Secret", data = ["hidden"]}\n}',
        'resource "kubectl_manifest" "s" {\n  yaml_body = "{apiVersion: v1, kind: Secret, data: {k: hidden}}"\n}',
        'resource "helm_release" "s" {\n  set_sensitive {\n    name = "a"\n    value = "hidden"\n  }\n}',
        'resource "kubernetes_secret_v1_data" "s" {\n  data = { k = "hidden" }\n}',
    ],
)
def test_secrets_are_not_shown(text: str) -> None:
    (resource,) = seen({"main.tf": text}).resources
    source = resource.span.source
    assert "hidden" not in "".join(source.line(number + 1) for number in range(text.count("\n") + 1))
    held = [each for each in resource.values.raw.values() if each.is_sensitive]  # type: ignore[union-attr]
    assert len(held) == 1


def test_terraform_s_own_type_is_judged_as_it_is() -> None:
    resource = one('resource "kubernetes_config_map" "c" {\n  data = { "a_b" = "1" }\n}')
    assert (resource.type, resource.kind, resource.provider) == ("kubernetes_config_map", "ConfigMap", "kubernetes")
    assert plain(resource.values) == {"data": {"a_b": "1"}}
    assert as_object(resource).address == "kubernetes_config_map.c"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("manifest = var.m", "is not known, so not evaluated: var.m has no value"),
        (
            'manifest = { apiVersion = "v1", kind = var.m }',
            "is of a kind that is not known, so not evaluated: var.m has no value",
        ),
        ('manifest = "text"', "is no Kubernetes object, so not evaluated"),
        ("", "is not known, so not evaluated"),
    ],
)
def test_manifests_that_are_not_known(text: str, said: str) -> None:
    resources = seen({"main.tf": f'variable "m" {{}}\nresource "kubernetes_manifest" "m" {{\n{text}\n}}\n'})
    (message,) = [each.message for each in resources.diagnostics if each.kind == "kubernetes-manifest"]
    assert message == f"the manifest of kubernetes_manifest.m {said}"
    assert resources.resources[0].kind == ""


@pytest.mark.parametrize(
    "body",
    [
        '"{"',
        '""',
        '"just a text"',
        '"a: 1\\n---\\nb: 2"',
        '"&a [*a]"',
        "var.m",
        '"kind: ${var.m}"',
        '"' + "[" * 60_000 + '"',
    ],
)
def test_texts_that_are_no_manifest(body: str) -> None:
    text = f'variable "m" {{}}\nresource "kubectl_manifest" "m" {{\nyaml_body = {body}\n}}\n'
    (said,) = seen({"main.tf": text}).diagnostics
    assert said.kind == "kubernetes-manifest"


def test_a_definition_is_no_object() -> None:
    text = 'resource "kubectl_manifest" "m" {\nyaml_body = "{apiVersion: a/v1, kind: CustomResourceDefinition}"\n}\n'
    resources = seen({"main.tf": text})
    assert resources.diagnostics == ()
    assert resources.resources[0].object is None


def test_the_namespace_that_overrides_a_text_s() -> None:
    resource = one(
        """\
        resource "kubectl_manifest" "m" {
          override_namespace = "other"
          yaml_body          = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}}"
        }
        """
    )
    assert resource.namespace == "other"


def test_a_scan_holds_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "Budget", lambda: Budget(15))
    resources = seen({"main.tf": workload("container {}", workload("container {}").replace('"web" {', '"more" {'))})
    assert [each.kind for each in resources.resources] == ["Deployment", ""]
    (said,) = resources.diagnostics
    assert "from kubernetes_deployment.more on, 1 are not evaluated" in said.message


def test_one_map_of_thousands_of_resources_is_bounded() -> None:
    text = """\
    locals {
      keys = { for n in range(1000) : "k${n}" => "v" }
    }
    resource "kubernetes_config_map" "c" {
      count = 2000
      data  = local.keys
    }
    """
    resources = seen({"main.tf": text})
    assert any("are not evaluated as objects" in each.message for each in resources.diagnostics)


def test_the_annotation_asks_for_one_instance() -> None:
    text = """\
    resource "kubernetes_pod" "p" {
      for_each = { a = "FG-K8S-001 -- known", b = null }
      metadata {
        name        = each.key
        annotations = { "finops-guard/ignore" = each.value, "x" = "y" }
      }
    }
    """
    (asked,) = seen({"main.tf": text}).suppressions
    assert asked.request.policies == ("FG-K8S-001",)
    assert asked.request.addresses == ('kubernetes_pod.p["a"]',)


def test_comments_and_exceptions_are_about_terraform_s_address() -> None:
    text = workload(
        """
        container { # finops-guard:ignore FG-K8S-002 -- measured
          name = "a"
        }
        container {
          name = "b"
        }
        """
    )
    tree = MemoryTree({"main.tf": text, ".finops/exceptions/EXC-2026-0007.yaml": EXCEPTION})
    report = scan(tree, [""], Settings(as_of="2026-06-01"))
    ignored = [(each.finding.policy, each.finding.key) for each in report.suppressed]
    assert sorted(ignored) == [
        ("FG-K8S-001", "a/requests.cpu"),
        ("FG-K8S-001", "a/requests.memory"),
        ("FG-K8S-001", "b/requests.cpu"),
        ("FG-K8S-001", "b/requests.memory"),
        ("FG-K8S-002", "a/limits.memory"),
    ]
    assert ("FG-K8S-002", "b/limits.memory") in {(each.policy, each.key) for each in report.findings}


def test_causes_stay() -> None:
    resource = one('variable "n" {}\nresource "kubernetes_pod" "p" {\nmetadata {\nname = var.n\n}\n}\n')
    assert resource.object is not None
    assert [cause.text for cause in all_causes(resource.object)] == ["var.n has no value"]
    assert as_object(resource).name == ""
