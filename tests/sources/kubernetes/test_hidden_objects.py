"""Ways to write an object so that a reader may overlook it: what kubectl reads is judged, or said to be broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sources.kubernetes.scanning import scan
from support import kubectl

from finops_guard.resources import FileStatus

VERSION, KIND, META = "apiVersion: apps/v1", "kind: Deployment", "metadata: {name: hidden}"
FLOW = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: hidden}}"
BLOCK = f"{VERSION}\n{KIND}\n{META}\n"
CRD = "kind: CustomResourceDefinition"

# Each text holds the Deployment "hidden", and perhaps parts that cannot be read.
HIDDEN = {
    "quoted key": f'{VERSION}\n"kind": Deployment\n{META}\n',
    "escaped key": f'{VERSION}\n"\\x6bind": Deployment\n{META}\n',
    "escaped first key": f'"k\\u0069nd": Deployment\n{VERSION}\n{META}\n',
    "explicit key": f"? kind\n: Deployment\n{VERSION}\n{META}\n",
    "merged key": f"x: &b {{kind: Deployment}}\n<<: *b\n{VERSION}\n{META}\n",
    "aliased key": f"x: &b kind\n*b : Deployment\n{VERSION}\n{META}\n",
    "tagged key": f"{VERSION}\n!!str kind: Deployment\n{META}\n",
    "anchored key": f"{VERSION}\n&x kind: Deployment\n{META}\n",
    "value below": f"{VERSION}\nkind:\n  Deployment\n{META}\n",
    "aliased value": f"x: &d Deployment\n{VERSION}\nkind: *d\n{META}\n",
    "escaped value": f'{VERSION}\nkind: "Deplo\\x79ment"\n{META}\n',
    "tabs": f"{VERSION}\nkind:\tDeployment\t# note\n{META}\n",
    "indented": f"   {VERSION}\n   {KIND}\n   {META}\n",
    "first key with a dash": f"-x: 1\n{BLOCK}",
    "returns": f"{VERSION}\r{KIND}\r{META}\r",
    "return in a comment": f"# note\r{VERSION}\n{KIND}\n{META}\n",
    "next lines": f"{VERSION}\x85{KIND}\x85{META}\n",
    "line separators": f"{VERSION}\u2028{KIND}\u2028{META}\n",
    "paragraph separators": f"{VERSION}\u2029{KIND}\u2029{META}\n",
    "two byte order marks": f"\ufeff\ufeff{BLOCK}",
    "second of two kinds": f"{CRD}\n{BLOCK}",
    "other kind in a text": f'a: "x\n{CRD}\n"\n{BLOCK}',
    "other kind in a text, escaped": f'a: "x\n{CRD}\n"\n{VERSION}\n"\\x6bind": Deployment\n{META}\n',
    "tagged document": f"!!map\n{BLOCK}",
    "tagged flow": f"!!map\n{FLOW}\n",
    "tagged merge": f'x: &b {{kind: Deployment}}\n!!merge "<<": *b\n{VERSION}\n{META}\n',
    "flow": FLOW,
    "flow behind a mark": f"---\n{FLOW}",
    "escaped flow": FLOW.replace("kind:", '"\\x6bind":').replace("apiVersion:", '"\\U00000061piVersion":'),
    "escaped JSON": '{"\\u0061piVersion": "apps/v1", "\\u006bind": "Deployment", "metadata": {"name": "hidden"}}',
    "second JSON text": f'{{"a": 1}}\n---\n{FLOW}',
    "List": f"apiVersion: v1\nkind: List\nitems: [{FLOW}]\n",
    "List with a name": f"apiVersion: v1\nkind: List\nmetadata: {{name: x}}\nitems: [{FLOW}]\n",
    "List in a List": f"apiVersion: v1\nkind: List\nitems: [{{apiVersion: v1, kind: List, items: [{FLOW}]}}]\n",
    "list of a kind": f"{VERSION}\nkind: DeploymentList\nitems: [{{{META}}}]\n",
    "list of another kind": f"apiVersion: acme.io/v1\nkind: Menu\nmetadata: {{name: x}}\nitems: [{FLOW}]\n",
    "list of an object": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\nitems: [{FLOW}]\n",
    "behind a broken document": f"{BLOCK.replace('hidden', 'x')}a: [\n---\n{BLOCK}",
    "behind a template": f"{BLOCK.replace('hidden', 'x')}a: {{{{ b }}}}\n---\n{BLOCK}",
    "behind a marker in a text": f"{BLOCK.replace('hidden', 'x')}a: |\n  x\n  --- y\n---\n{BLOCK}",
    "with server fields": f"{BLOCK}status: {{replicas: 1}}\nx: {{managedFields: [{{manager: x}}]}}\n",
}

# What we read beyond kubectl: it stops at what is broken, and does not look into inner lists when it labels.
MORE = {"behind a broken document", "behind a template", "List in a List"}

# Texts of which kubectl reads no Deployment; what is broken is said with its place.
NOTHING = {
    "capitals": (f"{VERSION}\nKind: Deployment\n{META}\n", FileStatus.OTHER),
    "a definition": (f"apiVersion: apiextensions.k8s.io/v1\n{CRD}\n{META}\nKind: x\n", FileStatus.OTHER),
    "a text about one": (f"a: |\n  {VERSION}\n  {KIND}\n  {META}\n", FileStatus.OTHER),
    "a top-level list": (f"- {FLOW}\n", FileStatus.OTHER),
    "a JSON list": (f"[{FLOW}]", FileStatus.OTHER),
    "a conflict": ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\n* c\n>>>>>>> main\n", FileStatus.OTHER),
    "a document end": (f"a: 1\n...\n{BLOCK}", FileStatus.BROKEN),
    "a form feed": (f"{BLOCK}a: x\x0cy\n", FileStatus.BROKEN),
    "a NUL": (f"{BLOCK}a: x\0y\n", FileStatus.BROKEN),
    "an indented tab": (f"{BLOCK}a:\n\tb: 1\n", FileStatus.BROKEN),
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_it_is_judged(text: str) -> None:
    found = scan({"a.yaml": text})
    assert "Deployment/hidden" in [resource.address for resource in found.resources]


@pytest.mark.parametrize(("text", "status"), NOTHING.values(), ids=NOTHING)
def test_what_is_no_object_or_broken(text: str, status: FileStatus) -> None:
    found = scan({"a.yaml": text})
    assert (found.resources, found.files[0].status) == ((), status)
    if status is FileStatus.BROKEN:
        assert all(said.span is not None for said in found.diagnostics)


def test_kubectl_reads_the_same(tmp_path: Path) -> None:
    texts = {**HIDDEN, **{name: text for name, (text, _) in NOTHING.items()}}
    directory = tmp_path / "manifests"
    directory.mkdir()
    for number, text in enumerate(texts.values()):
        (directory / f"{number}.yaml").write_bytes(text.replace("hidden", f"hidden-{number}").encode())
    done = kubectl.run(["label", "--local", "-f", str(directory), "a=b", "-o", "name"], tmp_path)
    read = {int(number) for number in re.findall(r"^deployment\.apps/hidden-(\d+)$", done.stdout, re.MULTILINE)}
    assert {name for number, name in enumerate(texts) if number in read} == set(HIDDEN) - MORE


@pytest.mark.parametrize("items", ["", "null", "[]", "{a: b}", "x"])
def test_an_object_without_any_items_is_one(items: str) -> None:
    found = scan({"a.yaml": f"{BLOCK}items: {items}\n"})
    assert [resource.address for resource in found.resources] == ["Deployment/hidden"]


def test_an_object_with_items_is_judged_as_both() -> None:
    found = scan({"a.yaml": f"{BLOCK}items: [{FLOW.replace('hidden', 'inner')}, {{a: 1}}, 2, null]\n"})
    assert [resource.address for resource in found.resources] == ["Deployment/inner", "Deployment/hidden"]
