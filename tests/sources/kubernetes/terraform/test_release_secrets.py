"""Sensitive values of Helm releases: handed to the chart, and shown by no command."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from sources.kubernetes.rendering.rendering import scalars
from sources.kubernetes.terraform.releasing import CART, CHART, objects, release, said, scanned
from support import helm
from support.command_line import Runner

SECRET = "hush-hush-hush"
ENCODED = b64encode(SECRET.encode()).decode()

# Everything that a chart may do with a value, on purpose or not.
TEMPLATE = """\
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: a-{{ .Values.db.key }}
      namespace: n-{{ .Values.db.key }}
      annotations: {"finops-guard/ignore": "gp2-volumes -- {{ .Values.db.key }}"}
    spec:
      replicas: {{ .Values.db.count | default 1 }}
      template:
        metadata:
          labels: {owner: "{{ .Values.db.key }}", "{{ .Values.db.key }}": TODO, team: "TODO {{ .Values.db.key }}"}
        spec:
          containers:
          - name: c-{{ .Values.db.key }}
            image: "registry.invalid/{{ .Values.db.key }}"
            args: ["{{ .Values.db.key | b64enc }}", "--key={{ .Values.db.key }}", "{{ .Values.db.key | b64enc }}=="]
            resources: {limits: {cpu: "{{ .Values.db.key }}", "{{ .Values.db.key }}": "1"}}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: s}
    data: {key: {{ .Values.db.key | b64enc }}}
    """
REPEATED = """\
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: a}
    data:
      {{ .Values.db.key }}: a
      {{ .Values.db.key }}: b
    """
GIVEN = {
    "set_sensitive": f'set_sensitive {{\nname = "db.key"\nvalue = "{SECRET}"\n}}',
    "set_sensitive of newer versions": f'set_sensitive = [{{ name = "db.key", value = "{SECRET}" }}]',
    "a list": f'set_sensitive {{\nname = "db"\nvalue = "{{key={SECRET}}}"\n}}',
    "several": f'set_sensitive {{\nname = "db.other"\nvalue = "a,db.key={SECRET}"\n}}',
    "set_wo": f'set_wo = [{{ name = "db.key", value = "{SECRET}" }}]',
    "a sensitive variable": 'set {\nname = "db.key"\nvalue = var.secret\n}',
    "values": "values = [yamlencode({ db = { key = var.secret } })]",
}
VARIABLE = 'variable "secret" {\n  sensitive = true\n}\n'
COMMANDS = [
    ["scan", ".", "--profile", "run", "--verdicts", "all"],
    ["scan", ".", "--profile", "run", "--verdicts", "all", "--format", "json"],
    ["inspect", "resources", "."],
    ["inspect", "resources", ".", "--format", "json"],
]


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize(
    "template",
    [
        TEMPLATE,
        "x: {{ fail .Values.db.key }}\n",
        "kind: A\na: [{{ .Values.db.key }}\n",
        REPEATED,
    ],
    ids=["used", "fails", "broken", "repeated"],
)
def test_no_command_shows_it(
    given: str, template: str, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "charts/shop/Chart.yaml": CHART["charts/shop/Chart.yaml"],
        "charts/shop/templates/a.yaml": template,
        "infra/main.tf": VARIABLE + release(given),
        "infra/terraform.tfvars": f'secret = "{SECRET}"\n',
    }
    helm.write(files, tmp_path)
    monkeypatch.setenv("PATH", helm.search_path())
    for command in COMMANDS:
        done = run(*command)
        assert "helm_release.r" in done.out or "(sensitive)" in done.out
        assert SECRET not in done.out + done.err
        assert ENCODED not in done.out + done.err


def test_it_is_handed_to_the_chart(tmp_path: Path) -> None:
    body = 'set_sensitive {\nname = "resources.limits.memory"\nvalue = "640Mi"\n}'
    (made,) = objects(scanned(tmp_path, {**CHART, "infra/main.tf": release(body)}))
    memory = dict(scalars(made.values))[f"{CART}.resources.limits.memory"]
    assert (memory.raw, memory.is_sensitive) == ("640Mi", True)
    assert memory.origin is not None
    location = memory.origin.location()
    assert str(location) == "infra/main.tf:6:9"
    assert memory.origin.source.excerpt(location.line, location.column) == "value = *******"


def test_what_helm_says_is_kept_where_there_is_no_secret(tmp_path: Path) -> None:
    chart = {**CHART, "charts/shop/templates/a.yaml": "{{ fail .Values.why }}"}
    found = scanned(tmp_path, {**chart, "infra/main.tf": release('values = ["why: because"]')})
    assert "because" in said(found)[-1]


def test_secrets_are_on_no_command_line(tmp_path: Path) -> None:
    """A helm that a test makes up writes its arguments, which other users of a machine can see."""
    fake = tmp_path / "bin/helm"
    fake.parent.mkdir()
    fake.write_text(
        "#!/bin/sh\n"
        'printf -- "---\\n# Source: shop/templates/cart.yaml\\napiVersion: v1\\nkind: ConfigMap\\n"\n'
        'printf "metadata: {name: a}\\ndata:\\n"\n'
        'for each in "$@"; do printf "  k%s: |\\n    %s\\n" "$((n=n+1))" "$each"; done\n',
        encoding="utf-8",
    )
    fake.chmod(0o755)
    body = f'set_sensitive {{\nname = "a"\nvalue = "{SECRET}"\n}}\nset {{\nname = "b"\nvalue = "c"\n}}'
    found = scanned(tmp_path / "tree", {**CHART, "infra/main.tf": release(body)}, search_path=str(fake.parent))
    (made,) = objects(found)
    words = [value.raw for path, value in scalars(made.values) if path.startswith("data.")]
    assert words == [
        "template\n",
        "shop\n",
        "./charts/shop\n",
        "--set=b=c\n",
        "--values=.finops-guard/values-0.yaml\n",
    ]
