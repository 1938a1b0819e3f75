"""Definitions of kinds are cut to their names for the tool, unless something may be about what they define."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sources.kubernetes.rendering.kustomizing import WEB, on_disk, render
from support import kubectl

from finops_guard.sources.kubernetes.rendering.definitions import (
    MIN_SIZE,
    are_left_alone,
    without_specifications,
)
from finops_guard.values import plain

FILLING = "".join(f"    line{number}: some text to fill a file\n" for number in range(1000))
DEFINITION = f"""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  names:
    kind: Widget

# in the middle
{FILLING}status:
  acceptedNames: {{}}
"""
NAMED = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DEFINITION, NAMED),
        (f"{WEB}---\n{DEFINITION}---\n{WEB}", None),
        (DEFINITION.replace("\n", "\r\n"), NAMED.replace("\n", "\r\n")),
        (WEB + "# CustomResourceDefinition\n" + "#\n" * MIN_SIZE, "same"),
        (DEFINITION.replace("kind: Custom", "kind:  Custom"), "same"),
        (NAMED, "same"),
    ],
)
def test_what_is_cut(text: str, expected: str | None) -> None:
    found = without_specifications(text.encode()).decode()
    if expected == "same":
        assert found == text
    elif expected is not None:
        assert found == expected
    else:
        read = [each for each in yaml.safe_load_all(found) if each]
        assert [each["metadata"]["name"] for each in read] == ["web", "widgets.example.com", "web"]
        assert read[0] == read[2] == yaml.safe_load(WEB)
    assert {each["metadata"]["name"] for each in yaml.safe_load_all(found) if each} <= {"web", "widgets.example.com"}


@pytest.mark.parametrize(
    ("kustomization", "others", "expected"),
    [
        ({"resources": ["a.yaml"], "namePrefix": "a-"}, [], True),
        ({"patches": [{"path": "p.yaml"}]}, [b"kind: Deployment"], True),
        ({"patches": [{"path": "p.yaml"}]}, [b"kind: CustomResourceDefinition"], False),
        ({"patches": [{"patch": "kind: CustomResourceDefinition"}]}, [], False),
        ({"patchesStrategicMerge": ["kind: CustomResourceDefinition\n"]}, [], False),
        ({"patches": [{"path": "p.yaml", "target": {"kind": "Deployment"}}]}, [], True),
        ({"patches": [{"path": "p.yaml", "target": {"kind": "CustomResourceDefinition"}}]}, [], False),
        ({"patches": [{"path": "p.yaml", "target": {"kind": "Custom.*"}}]}, [], False),
        ({"patches": [{"path": "p.yaml", "target": {"name": "web"}}]}, [], False),
        ({"replacements": [{"path": "r.yaml"}]}, [], False),
        ({"transformers": ["t.yaml"]}, [], False),
    ],
)
def test_what_may_be_about_definitions(kustomization: object, others: list[bytes], expected: bool) -> None:
    assert are_left_alone([[kustomization]], others) is expected


@pytest.mark.parametrize(
    "more",
    [
        "",
        """\
patches:
- target: {kind: CustomResourceDefinition}
  patch: |-
    - {op: replace, path: /spec/names/kind, value: Gadget}
""",
    ],
)
def test_objects_beside_definitions_are_those_of_kubectl(more: str, tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": f"resources: [crd.yaml, web.yaml]\nnamePrefix: a-\n{more}",
        "crd.yaml": DEFINITION,
        "web.yaml": WEB,
    }
    (tmp_path / "tree").mkdir()
    on_disk(files, tmp_path / "tree")
    found = render(files)
    assert found.diagnostics == ()
    rendered = list(yaml.safe_load_all(kubectl.render(tmp_path / "tree", tmp_path)))
    expected = [each for each in rendered if each["kind"] == "Deployment"]
    assert [plain(each.values) for each in found.resources] == expected
