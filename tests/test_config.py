"""The configuration file: every key arrives in Settings, and every mistake is told with its place."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from finops_guard import _assets
from finops_guard.config import files, reading
from finops_guard.config.template import TEMPLATE
from finops_guard.errors import ConfigError
from finops_guard.findings import Severity
from finops_guard.location import SourceText
from finops_guard.settings import ENVIRONMENT_NAMES, ChartDeployment, PolicyOverride, Settings
from finops_guard.tree import DirectoryTree, MemoryTree

YAML = ".finops-guard.yaml"
FILES = {"cost/own.yaml": "", "values/prod.tfvars": "", "values/eu.tfvars": "", "infra/values/a.tfvars": ""}
NESTED = ("environment", "terraform", "kubernetes", "prices", "score")
FILES |= {"values/shop.yaml": "", "values/eu.yaml": "", "charts/shop/Chart.yaml": "", "infra/values/a.yaml": ""}


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path):
    """Keep texts that were valid before from hiding what validation says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def load(text: str, path: str = YAML) -> Settings:
    return reading.load(MemoryTree({**FILES, path: text}), path)


def problems(text: str | bytes, path: str = YAML) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        reading.load(MemoryTree({**FILES, path: text}), path)
    return [str(problem) for problem in caught.value.problems]


EVERYTHING_YAML = """\
profile: walk
select: [FG-TAG-*, gp2-volumes]
ignore: [FG-K8S-001]
policies:
  required-tags:
    severity: warning
    parameters: {required: {owner: {pattern: "team-.*"}}, share: 0.5}
  container-limits: {enabled: false}
policy-directories: [cost]
exclude: [vendor/, "!keep.tf"]
max-file-size: 512 KiB
unresolved: fail
severity: warning
environment:
  names: {perf: [load], sandbox: []}
  tags: [stage]
  paths: {live/eu-*: prod, bench: perf}
terraform:
  workspace: blue
  var-files: [values/prod.tfvars, ./values/eu.tfvars]
  vars: {region: eu-west-1, size: 3, spot: true, zones: [a, "${b}"]}
  parser: python-hcl2
kubernetes:
  pod-templates: {acme.io/Worker: spec.podTemplate, Batch: template}
  render: never
  charts:
    charts/shop:
      - {environment: PROD, release: shop, namespace: web, values: [values/shop.yaml, ./values/eu.yaml],
         kube-version: "1.31"}
      - {environment: perf}
    charts/*: [{}]
"""

EVERYTHING_TOML = """\
[project]
name = "shop"

[tool.finops-guard]
profile = "walk"
select = ["FG-TAG-*", "gp2-volumes"]
ignore = ["FG-K8S-001"]
policy-directories = ["cost"]
exclude = ["vendor/", "!keep.tf"]
max-file-size = "512 KiB"
unresolved = "fail"
severity = "warning"
terraform.workspace = "blue"
terraform.var-files = ["values/prod.tfvars", "./values/eu.tfvars"]
terraform.vars = { region = "eu-west-1", size = 3, spot = true, zones = ["a", "${b}"] }
terraform.parser = "python-hcl2"
kubernetes.pod-templates = { "acme.io/Worker" = "spec.podTemplate", Batch = "template" }
kubernetes.render = "never"

[[tool.finops-guard.kubernetes.charts."charts/shop"]]
environment = "PROD"
release = "shop"
namespace = "web"
values = ["values/shop.yaml", "./values/eu.yaml"]
kube-version = "1.31"

[[tool.finops-guard.kubernetes.charts."charts/shop"]]
environment = "perf"

[[tool.finops-guard.kubernetes.charts."charts/*"]]

[tool.finops-guard.policies.required-tags]
severity = "warning"
parameters.required.owner.pattern = "team-.*"
parameters.share = 0.5

[tool.finops-guard.policies]
"container-limits" = { enabled = false }

[tool.finops-guard.environment]
names = { perf = ["load"], sandbox = [] }
tags = ["stage"]
paths = { "live/eu-*" = "prod", bench = "perf" }
"""


@pytest.mark.parametrize(("path", "text"), [(YAML, EVERYTHING_YAML), ("pyproject.toml", EVERYTHING_TOML)])
def test_every_key_arrives(path, text):
    settings = load(text, path)
    assert settings.profile == "walk"
    assert settings.select == ("FG-TAG-*", "gp2-volumes")
    assert settings.ignore == ("FG-K8S-001",)
    assert settings.policies == {
        "required-tags": PolicyOverride(
            severity=Severity.WARNING,
            parameters={"required": {"owner": {"pattern": "team-.*"}}, "share": Decimal("0.5")},
        ),
        "container-limits": PolicyOverride(enabled=False),
    }
    assert settings.policy_directories == ("cost",)
    assert settings.exclude == ("vendor/", "!keep.tf")
    assert settings.max_file_size == 512 * 1024
    assert settings.unresolved == "fail"
    assert settings.fail_on is Severity.WARNING
    assert settings.environment.names == {
        **{name: spellings for name, spellings in ENVIRONMENT_NAMES.items() if name != "sandbox"},
        "perf": ("perf", "load"),
    }
    assert settings.environment.tags == ("stage",)
    assert settings.environment.paths == {"live/eu-*": "prod", "bench": "perf"}
    assert settings.terraform.workspace == "blue"
    assert settings.terraform.parser == "python-hcl2"
    assert settings.terraform.assignments == (
        ("var-file", "values/prod.tfvars"),
        ("var-file", "values/eu.tfvars"),
        ("var", "region=eu-west-1"),
        ("var", "size=3"),
        ("var", "spot=true"),
        ("var", 'zones=["a", "$${b}"]'),
    )
    assert settings.kubernetes.pod_templates == {
        ("acme.io", "Worker"): ("spec", "podTemplate"),
        ("", "Batch"): ("template",),
    }
    assert settings.kubernetes.render == "never"
    files = ("values/shop.yaml", "values/eu.yaml")
    assert settings.kubernetes.charts == {
        "charts/shop": (ChartDeployment("prod", "shop", "web", files, "1.31"), ChartDeployment("perf")),
        "charts/*": (ChartDeployment(),),
    }
    assert list(settings.kubernetes.charts) == ["charts/shop", "charts/*"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n# nothing\n", "{}\n", "environment: {}\nterraform: {}\n"])
def test_nothing_said_means_the_defaults(text):
    assert load(text) == Settings()


def test_the_template_changes_nothing():
    assert load(TEMPLATE) == Settings()


def test_the_template_shows_every_key_with_its_default():
    uncommented = re.sub(r"^( *)#(?=\S)", r"\1", TEMPLATE, flags=re.MULTILINE)
    assert load(uncommented) == Settings()
    keys = set(re.findall(r"^ *([a-z-]+):", uncommented, re.MULTILINE))
    schema = json.loads((_assets.directory("schemas") / "config.schema.json").read_text())
    nested = [schema["properties"][name]["properties"] for name in NESTED]
    assert keys == {*schema["properties"], *(key for keys in nested for key in keys), *ENVIRONMENT_NAMES}


def test_the_defaults_of_the_schema_are_those_of_the_settings():
    schema = json.loads((_assets.directory("schemas") / "config.schema.json").read_text())
    defaults = {key: part["default"] for key, part in schema["properties"].items() if "default" in part}
    for name in NESTED:
        inner = schema["properties"][name]["properties"]
        defaults[name] = {key: part["default"] for key, part in inner.items() if "default" in part}
    assert len(defaults) == len(schema["properties"])
    assert load(json.dumps(defaults), "config.json") == Settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("profil: walk", '.finops-guard.yaml:1:1: unknown key "profil" (did you mean "profile"?)'),
        ("a: 1\nprofile: fly\n", '.finops-guard.yaml:2:10: "profile" must be one of crawl, walk, run, not "fly"'),
        ("terraform:\n  varfiles: []\n", '.finops-guard.yaml:2:3: unknown key "varfiles" (did you mean "var-files"?)'),
        ("policies:\n  x: {sevrity: info}\n", '.finops-guard.yaml:2:7: unknown key "sevrity"'),
        ("exclude: vendor\n", '.finops-guard.yaml:1:10: "exclude" must be a list, not a text'),
        ("exclude:\n", '"exclude" must be a list, not null'),
        ("max-file-size: 0\n", '.finops-guard.yaml:1:16: "max-file-size" must be at least 1'),
        ("max-file-size: 10 GB\n", "(A size such as 512 KiB or 10 MiB.)"),
        ("max-file-size: true\n", ".finops-guard.yaml:1:16: "),
        ("- profile: walk\n", ".finops-guard.yaml:1:1: the document must be a mapping, not a list"),
        ("walk\n", ".finops-guard.yaml:1:1: the document must be a mapping, not a text"),
        ("profile: [\n", ".finops-guard.yaml:1:11: not valid YAML"),
        ("profile: run\nprofile: walk\n", '.finops-guard.yaml:2:1: the key "profile" is written twice'),
        ("profile: walk\n---\nprofile: run\n", ".finops-guard.yaml:3:1: a second document in one configuration"),
        ("policies: {x: {parameters: {a: !!binary aGk=}}}\n", ".finops-guard.yaml:1:32: base64 data"),
        ("policy-directories: [cots]\n", '.finops-guard.yaml:1:22: there is no directory "cots"'),
        ("policy-directories: [../cost]\n", '.finops-guard.yaml:1:22: the path "../cost" leaves the scanned directory'),
        ("policy-directories: [/cost]\n", '.finops-guard.yaml:1:22: the path "/cost" leaves the scanned directory'),
        ("terraform:\n  var-files:\n    - values\n", '.finops-guard.yaml:3:7: there is no file "values"'),
        ("terraform: {var-files: ['C:\\a.tfvars']}\n", "leaves the scanned directory"),
        ("terraform: {vars: {a: null}}\n", '.finops-guard.yaml:1:23: "a" must be a text or'),
        ("terraform: {vars: {'a b': x}}\n", "(The name of a Terraform variable.)"),
        ("environment: {paths: {x: porduction}}\n", '.finops-guard.yaml:1:26: there is no environment "porduction"'),
        ("environment: {paths: {x: stagin}}\n", 'did you mean "staging"?'),
        (
            "kubernetes: {charts: {a: [{environment: porduction}]}}\n",
            '.finops-guard.yaml:1:41: there is no environment "porduction"',
        ),
        ("kubernetes:\n  charts:\n    a: [{values: [values]}]\n", '.finops-guard.yaml:3:19: there is no file "values"'),
        ("kubernetes: {charts: {a: [{values: [../x]}]}}\n", "leaves the scanned directory"),
        ("kubernetes: {charts: {../a: [{}]}}\n", "leaves the scanned directory"),
        ("kubernetes: {charts: {charts/shpo: [{}]}}\n", '.finops-guard.yaml:1:36: there is no chart "charts/shpo"'),
        ("kubernetes: {charts: {a: []}}\n", '.finops-guard.yaml:1:23: "a" must not be empty'),
        ("kubernetes: {charts: {a: [{relase: x}]}}\n", 'unknown key "relase" (did you mean "release"?)'),
        ("kubernetes: {charts: {a: [{release: A_b}]}}\n", '.finops-guard.yaml:1:37: "release"'),
        ("kubernetes: {charts: {a: [{namespace: '-x'}]}}\n", '.finops-guard.yaml:1:39: "namespace"'),
        (
            "kubernetes: {charts: {a: [{kube-version: 1.31}]}}\n",
            '.finops-guard.yaml:1:42: "kube-version" must be a text',
        ),
        ("kubernetes: {charts: {a: [{kube-version: '1'}]}}\n", "such as 1.31 or v1.31.2"),
        ("environment: {names: {a: [u], b: [v, U]}}\n", '.finops-guard.yaml:1:34: "u" means both a and b'),
        (
            "kubernetes:\n  pod-templates:\n    apps.acme.io/v1/Worker: spec.template\n",
            "(API group and kind, without a version: example.com/Worker.)",
        ),
        ("kubernetes:\n  pod-templates:\n    Worker: spec..template\n", ".finops-guard.yaml:3:13: "),
        ("kubernetes: {pod-templates: {Worker: 'a[0].b'}}\n", "(Keys joined by dots, such as spec.podTemplate"),
        ("kubernetes: {pod-templates: {Worker: [a]}}\n", '.finops-guard.yaml:1:30: "Worker" must be a text'),
    ],
)
def test_a_mistake_is_told_with_its_place(text, expected):
    assert any(expected in problem for problem in problems(text)), problems(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[tool.finops-guard]\nprofil = "walk"\n',
            'pyproject.toml:2:1: unknown key "profil" (did you mean "profile"?)',
        ),
        ("[tool]\nfinops-guard.exclude = 3\n", 'pyproject.toml:2:14: "exclude" must be a list, not a number'),
        ("[tool.finops-guard.terraform]\n# vars\n\nvar = 1\n", 'pyproject.toml:4:1: unknown key "var"'),
        (
            "[tool.finops-guard]\npolicies.x = {enabled = true, sevrity = 1}\n",
            'pyproject.toml:2:31: unknown key "sevrity"',
        ),
        ("[tool.finops-guard]\npolicy-directories = [\n  'nowhere',\n]\n", "pyproject.toml:2:1: there is no directory"),
        ('[project]\nname = "finops-guard"\n', "pyproject.toml:1:1: there is no table [tool.finops-guard]"),
        ("[[tool.finops-guard]]\nprofile = 'walk'\n", "pyproject.toml:1:8: the document must be a mapping, not a list"),
        ("[tool.finops-guard]\nprofile = walk\n", "pyproject.toml:2:11: not valid TOML"),
        ("[tool.finops-guard]\nseverity = 2026-01-01\n", 'pyproject.toml:2:1: "severity" must be one of'),
        ("[tool.finops-guard]\nx = " + "[" * 5000 + "]" * 5000, "pyproject.toml:1:1: nested too deeply"),
        ("[tool.finops-guard.a" + ".a" * 5000 + "]", "pyproject.toml:1:1: a key of more than 20 parts"),
        ("[tool.finops-guard]\nx = " + "{a=" * 60 + "1" + "}" * 60, "nested deeper than 20 levels"),
        ("[tool.finops-guard.policies]\n" + "\n".join(f"p{n} = {{}}" for n in range(5001)), "more than 5,000 keys"),
        ("[tool.finops-guard]\nmax-file-size = " + "9" * 5000, "pyproject.toml:1:1: not valid TOML"),
    ],
)
def test_a_mistake_in_toml_is_told_with_its_line(text, expected):
    assert any(expected in problem for problem in problems(text, "pyproject.toml")), problems(text, "pyproject.toml")


def test_all_problems_are_told_at_once():
    found = problems("profil: walk\nexclude: x\nseverity: never\n")
    assert [problem.split(": ")[0] for problem in found] == [f"{YAML}:1:1", f"{YAML}:2:10", f"{YAML}:3:11"]


def test_paths_start_at_the_configuration_file():
    text = "policy-directories: [../cost]\nexclude: [/a, b/, c/d, '!e']\n"
    text += "terraform: {var-files: [values/a.tfvars]}\nenvironment: {paths: {live/*: prod}}\n"
    text += "kubernetes: {charts: {apps/*: [{values: [values/a.yaml]}]}}\n"
    settings = load(text, "infra/guard.yaml")
    assert settings.policy_directories == ("cost",)
    assert settings.terraform.assignments == (("var-file", "infra/values/a.tfvars"),)
    assert settings.environment.paths == {"infra/live/*": "prod"}
    assert settings.kubernetes.charts == {"infra/apps/*": (ChartDeployment(values=("infra/values/a.yaml",)),)}
    assert settings.exclude == ("/infra/a", "/infra/**/b/", "/infra/c/d", "!/infra/**/e")


def test_a_text_from_elsewhere_is_read_against_the_scanned_tree():
    source = SourceText("/etc/company.yaml", "policy-directories: [cost]\n")
    assert reading.parse(source, MemoryTree(FILES)).policy_directories == ("cost",)


@pytest.mark.parametrize("base", ["/etc/company", "../company"])
def test_a_configuration_from_outside_speaks_of_the_whole_tree(base):
    text = "exclude: [b/]\npolicy-directories: [cost]\nenvironment: {paths: {live/*: prod}}\n"
    path = f"{base}/guard.yaml"
    settings = reading.load(MemoryTree({path: text, f"{base}/cost/a.yaml": ""}), path)
    assert settings.exclude == ("b/",)
    assert settings.environment.paths == {"live/*": "prod"}
    assert settings.policy_directories == (f"{base}/cost",)


def test_an_own_spelling_leaves_the_built_in_environment():
    names = load("environment: {names: {Live: [PRODUCTION, live]}}\n").environment.names
    assert names["live"] == ("live", "production")
    assert names["prod"] == ("prod", "prd")


@pytest.mark.parametrize(("size", "number"), [("7", 7), ("7 B", 7), ("2KiB", 2048), ("3 MiB", 3 * 1024 * 1024)])
def test_sizes(size, number):
    assert load(f"max-file-size: {size}\n").max_file_size == number


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ({}, None),
        ({"sub/.finops-guard.yaml": ""}, None),
        ({".finops-guard.yaml": ""}, ".finops-guard.yaml"),
        ({".finops-guard.yml": ""}, ".finops-guard.yml"),
        ({"pyproject.toml": "[tool.finops-guard]\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool]\n'finops-guard' = {}\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool.finops-guard.terraform]\nx = = 1\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[project]\ndependencies = ['finops-guard-cli']\n"}, None),
        ({"pyproject.toml": "[project]\nname = = 'finops-guard'\n"}, None),
        ({"pyproject.toml": b"[tool.finops-guard]\nx = '\xff'\n"}, None),
        ({".finops-guard.yml": "", "pyproject.toml": "[tool.finops-guard]\n"}, ".finops-guard.yml"),
    ],
)
def test_find(tree, found):
    assert files.find(MemoryTree(tree)) == found


def test_the_nearest_configuration_counts():
    tree = MemoryTree({".finops-guard.yaml": "", "a/b/pyproject.toml": "[tool.finops-guard]\n", "a/b/c/main.tf": ""})
    assert files.find(tree, "a/b/c") == "a/b/pyproject.toml"
    assert files.find(tree, "a") == ".finops-guard.yaml"
    assert files.find(MemoryTree({"a/main.tf": ""}), "a") is None


def test_two_configuration_files_are_one_too_many():
    with pytest.raises(ConfigError, match=r"^\.finops-guard\.yml:1:1: \.finops-guard\.yaml is there, too"):
        files.find(MemoryTree({".finops-guard.yaml": "", ".finops-guard.yml": ""}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"# " + b"x" * files.MAX_SIZE, "it is larger than"),
        (b"profile: \xff\n", "it is not UTF-8 text: line 1"),
        (b"a: " + b"[" * 60_000, "nested deeper than"),
        (
            b"a: &a [x]\n"
            + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 40)) for n in range(5)),
            "more than 50,000 keys and values",
        ),
        (b"profile: w\x00lk\n", "U+0000"),
    ],
)
def test_hostile_bytes_are_told_too(content, expected):
    assert any(expected in problem for problem in problems(content)), problems(content)


def test_a_project_file_that_is_too_large_is_not_passed_over_in_silence():
    large = MemoryTree({"pyproject.toml": "#" * (files.MAX_SIZE + 1)})
    with pytest.raises(ConfigError, match=r"larger than .* \(write a \.finops-guard\.yaml, which is read instead\)"):
        files.find(large)


def test_a_configuration_outside_the_tree_is_refused(tmp_path):
    (tmp_path / "outside.yaml").write_text("profile: walk\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / ".finops-guard.yaml").symlink_to("../outside.yaml")
    tree = DirectoryTree(root)
    with pytest.raises(ConfigError, match="cannot be used: a symbolic link that leaves the scan root"):
        files.find(tree)
    with pytest.raises(ConfigError, match="outside the scan root"):
        reading.load(tree, ".finops-guard.yaml")


@pytest.mark.parametrize("name", [*files.NAMES, "pyproject.toml"])
def test_a_directory_in_place_of_a_configuration_is_refused(name):
    with pytest.raises(ConfigError, match=f"a/{name}:1:1: it is there but cannot be used: it is not a regular file"):
        files.find(MemoryTree({f"a/{name}/x": "", ".finops-guard.yaml": ""}), "a/b")


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[z-a]", "it is not a valid pattern"),
        ("*a" * 7, "it has more than 6 stars between two slashes"),
        ("x" * 501, "it is longer than 500 characters"),
    ],
)
def test_an_excluding_pattern_that_cannot_be_used_is_told(pattern, reason):
    (problem,) = problems(f'exclude:\n  - ok/\n  - "{pattern}"\n')
    assert problem.startswith(f"{YAML}:3:5: the pattern ")
    assert reason in problem


def test_excluding_patterns_stay_beside_their_configuration_whatever_its_directory_is_called():
    assert load("exclude: [x]\n", "a*[b]/" + YAML).exclude == (r"/a\*\[b\]/**/x",)


def test_no_message_is_broken_by_what_the_file_holds():
    found = problems('"\\e[31mred": 1\nprofile: "a\\nb"\npolicy-directories: ["\\u202ex"]\n')
    assert len(found) == 2
    assert all(problem.isprintable() for problem in found)


def test_overlays_start_at_the_configuration_and_have_environments_that_exist():
    text = "kubernetes: {overlays: {prod: Production, 'eu-*': null, '.': dev}}"
    assert [each.partition(" (")[0] for each in problems(text)] == [
        '.finops-guard.yaml:1:31: there is no environment "Production"'
    ]
    found = load(text.replace("Production", "PROD"), f"infra/{YAML}").kubernetes.overlays
    assert found == {"infra/prod": "prod", "infra/eu-*": "", "infra": "dev"}
    assert "leaves the scanned directory" in problems("kubernetes: {overlays: {../x: prod}}")[0]
