"""Helm releases of which something is not known, or that ask for more than rendering: named, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.kubernetes.terraform.releasing import CHART, objects, release, said, scanned
from support import helm

from finops_guard.scan import scan
from finops_guard.settings import KubernetesSettings, Settings
from finops_guard.sources.kubernetes.rendering import helm as renderer
from finops_guard.sources.kubernetes.terraform import release_values, releases
from finops_guard.tree import DirectoryTree

OPENING = 'variable "v" {\n}\nvariable "secret" {\n  default = "hush"\n  sensitive = true\n}\n'
NO_VALUE = "is not known: var.v has no value"
WHOLE = 'resource "helm_release" "r" {\n%s\n}\n'
LONG = "x" * 1_000_000

REFUSED: list[tuple[str, str]] = [
    (release("", chart="${var.v}"), f"its chart {NO_VALUE}"),
    (WHOLE % 'name = "a"', "it names no chart"),
    (release("", chart="../charts/none"), "its chart is not in the tree"),
    (release("", chart="../../charts/shop"), "its chart is not in the tree"),
    (release("", chart="/charts/shop"), "its chart is not in the tree"),
    (release("", chart="oci://registry.invalid/shop"), "its chart is fetched from elsewhere"),
    (release('repository = "https://charts.invalid"', chart="shop"), "its chart comes from a repository"),
    (release("repository = var.v"), f"its repository {NO_VALUE}"),
    (release('postrender {\nbinary_path = "./steal"\n}'), "its objects pass through a program (postrender)"),
    (release('postrender = { binary_path = "./steal" }'), "its objects pass through a program (postrender)"),
    (release("dependency_update = true"), "its dependencies are fetched (dependency_update)"),
    (release("dependency_update = var.v"), f"dependency_update {NO_VALUE}"),
    (release("verify = true"), "its chart is a signed package (verify)"),
    (release("devel = true"), "its chart is the newest of a repository (devel)"),
    (release("reuse_values = true"), "it keeps values of what is deployed (reuse_values)"),
    (release("disable_webhooks = var.v"), f"disable_webhooks {NO_VALUE}"),
    (WHOLE % 'chart = "../charts/shop"', "it has no name"),
    (release("", name="${var.v}"), f"its name {NO_VALUE}"),
    (release("", name="--post-renderer=steal"), "its name is none that Helm accepts"),
    (release("", name="-f"), "its name is none that Helm accepts"),
    (release("", name="a\\nb"), "its name is none that Helm accepts"),
    (release("", name="x" * 54), "its name is none that Helm accepts"),
    (release("", name="${var.secret}"), "its name is sensitive"),
    (release("namespace = var.v"), f"its namespace {NO_VALUE}"),
    (release('namespace = "a b"'), "its namespace is none that Helm accepts"),
    (release("values = var.v"), f"its values {NO_VALUE.replace('is', 'are', 1)}"),
    (release('values = ["a: 1", var.v]'), f"its values {NO_VALUE.replace('is', 'are', 1)}"),
    (release('values = ["a: ${var.v}"]'), f"its values {NO_VALUE.replace('is', 'are', 1)}"),
    (release("values = [{ a = 1 }]"), "its values are no texts"),
    (release('set {\nname = "a"\nvalue = var.v\n}'), f"what set gives {NO_VALUE}"),
    (release("set = var.v"), f"what set gives {NO_VALUE}"),
    (release('set {\nname = var.v\nvalue = "a"\n}'), f"what set gives {NO_VALUE}"),
    (release('set {\nname = "a"\nvalue = "a"\ntype = var.v\n}'), f"what set gives {NO_VALUE}"),
    (release('set_list {\nname = "a"\nvalue = ["b", var.v]\n}'), f"what set_list gives {NO_VALUE}"),
    (
        release('dynamic "set" {\nfor_each = var.v\ncontent {\nname = "a"\nvalue = "b"\n}\n}'),
        f"what set gives {NO_VALUE}",
    ),
    (release('set {\nname = "a"\n}'), "a set of it has no value"),
    (release('set {\nname = "a"\nvalue = null\n}'), "a set of it has no value"),
    (release('set {\nvalue = "a"\n}'), "a set of it has no name"),
    (release('set {\nname = "a"\nvalue = "b"\ntype = "json"\n}'), "a set of it has a type that is not known"),
    (release('set {\nname = "a"\nvalue = ["b"]\n}'), "a set of it is no single value"),
    (
        release('set_list {\nname = "a"\nvalue = ["b,c"]\n}'),
        "a set_list of it is empty, or holds what Helm takes for more than one value",
    ),
    (
        release('set_list {\nname = "a"\nvalue = []\n}'),
        "a set_list of it is empty, or holds what Helm takes for more than one value",
    ),
    (
        release('set = [{ name = "a", value = "1", type = "string" }, { name = "a", value = "2" }]'),
        "it sets one value as several types",
    ),
    (release(f'set {{\nname = "a"\nvalue = "{LONG},"\n}}'), "a value that it sets has more than 16,384 characters"),
    (release('set {\nname = "a"\nvalue = "\\u0000"\n}'), "a value that it sets is no text"),
    (
        release(f'set {{\nname = "{"a." * 501}"\nvalue = "b"\n}}'),
        "the name of a set of it has more than 1,000 characters",
    ),
    (
        release('set = [for i in range(501) : { name = "a${i}", value = "b" }]'),
        "it sets more than 500 single values",
    ),
    (
        release('set = [for i in range(60) : { name = "a${i}", value = join("-", range(1000, 2024)), type = "auto" }]'),
        "the values that it sets have more than 262,144 characters together",
    ),
    (
        release('set_sensitive = [for i in range(301) : { name = "a${i}", value = "b${i}" }]'),
        "more than 300 of its values are sensitive",
    ),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[each[0][:150] for each in REFUSED])
def test_what_is_not_rendered_is_said(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    inside = {path.replace("charts/shop", "tree/charts/shop"): body for path, body in CHART.items()}
    helm.write({**CHART, **inside}, tmp_path)
    found = scanned(tmp_path / "tree", {"infra/main.tf": f"{OPENING}{text}"})
    (message,) = said(found)
    assert message.partition(" of helm_release.r is not rendered, so not evaluated: ")[2] == reason
    # Its chart is judged on its own, as it would be without the release.
    assert [each.address for each in found.resources if each.kind] == ["Deployment/shop-cart"]


def test_a_long_text_is_passed_all_the_same(tmp_path: Path) -> None:
    found = scanned(tmp_path, {**CHART, "infra/main.tf": release(f'set {{\nname = "extra.a"\nvalue = "{LONG}"\n}}')})
    assert len(objects(found)) == 1
    assert said(found) == []


@pytest.mark.parametrize("link", ["charts/linked", "charts/linked.tgz"])
def test_a_link_that_leaves_the_tree(link: str, tmp_path: Path) -> None:
    helm.write(CHART, tmp_path / "outside")
    (tmp_path / "outside/a.tgz").write_bytes(b"packed")
    (tmp_path / "tree/charts").mkdir(parents=True)
    (tmp_path / "tree" / link).symlink_to(
        tmp_path / ("outside/a.tgz" if link.endswith(".tgz") else "outside/charts/shop")
    )
    found = scanned(tmp_path / "tree", {"infra/main.tf": release("", chart=f"../{link}")})
    assert said(found) == [
        f"the chart ../{link} of helm_release.r is not rendered, so not evaluated: its chart is not in the tree"
    ]


def test_a_package_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(b"\x1f\x8b not packed")
    found = scanned(tmp_path, {"main.tf": release("", chart="a.tgz")})
    (message,) = said(found)
    assert message.startswith("the chart a.tgz of helm_release.r is not rendered, so not evaluated: ")
    assert str(tmp_path) not in message


@pytest.mark.parametrize(("keys", "made"), [(29, 1), (30, 1), (31, 0), (490, 0)])
def test_a_name_of_many_keys(keys: int, made: int, tmp_path: Path) -> None:
    body = f'set_sensitive {{\nname = "extra{".a" * keys}"\nvalue = "b"\n}}'
    found = scanned(tmp_path, {**CHART, "infra/main.tf": release(body)})
    done = helm.run(["template", "shop", "charts/shop", f"--set=extra{'.a' * keys}=b"], tmp_path)
    assert (len(objects(found)), done.returncode == 0) == (made, bool(made))


def test_without_helm(tmp_path: Path) -> None:
    found = scanned(tmp_path, {**CHART, "infra/main.tf": release("")}, search_path=str(tmp_path))
    assert said(found) == [
        "a Helm chart: 1 template not rendered, so not evaluated: helm is not on PATH",
        "the chart charts/shop of helm_release.r is not rendered, so not evaluated: helm is not on PATH",
    ]


def test_a_failing_chart_does_not_pass(tmp_path: Path) -> None:
    helm.write({**CHART, "infra/main.tf": release('values = ["resources: 5", "labels: {{"]')}, tmp_path)
    settings = Settings(kubernetes=KubernetesSettings(search_path=helm.search_path()))
    report = scan(DirectoryTree(tmp_path), ["infra"], settings)
    assert [each.kind for each in report.notices] == ["helm-release"]


@pytest.mark.parametrize(
    ("module", "name", "bound", "reason"),
    [
        (releases, "MAX_RELEASES", 1, "1 releases are rendered already"),
        (releases, "MAX_OUTPUT", 10, "releases render to more than 0 MiB together"),
        (renderer, "MAX_TOTAL_SECONDS", 0, "other charts have taken 0 seconds already"),
        (release_values, "MAX_FILE_SIZE", 3, "its values are larger than 0 MiB"),
    ],
)
def test_bounds(
    module: object, name: str, bound: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, bound)
    both = release('values = ["a: 1"]') + release('values = ["a: 1"]').replace('"r"', '"s"')
    found = scanned(tmp_path, {**CHART, "infra/main.tf": both})
    assert f"the chart charts/shop of helm_release.s is not rendered, so not evaluated: {reason}" in said(found)
