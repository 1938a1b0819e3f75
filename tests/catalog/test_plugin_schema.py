"""The reader of whole schemas, on bindings written for these tests."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from tools.build_plugin_schemas import encode
from tools.plugin_schema import Blocks, read_wheel

_MODES = {"r": (False, False, True), "o": (False, True, False), "c": (True, False, False), "b": (True, True, False)}


def member(name: str, mode: str, code: str) -> str:
    computed, optional, required = (str(flag).lower() for flag in _MODES[mode])
    return f"    // {name} - computed: {computed}, optional: {optional}, required: {required}\n    {code}\n"


def getter(name: str, kind: str) -> str:
    return f"get {name}() {{\n        return this.get{kind}Attribute('{name}');\n    }}"


def entry(name: str, value: str, kind: str, storage: str, *, block: bool = False) -> str:
    return (
        f"            {name}: {{\n                value: {value},\n                isBlock: {str(block).lower()},\n"
        f'                type: "{kind}",\n                storageClassType: "{storage}",\n            }},\n'
    )


def class_(name: str, base: str, members: str, settable: str = "", head: str = "") -> str:
    hcl = (
        f"    synthesizeHclAttributes() {{\n        const attrs = {{\n{settable}        }};\n    }}\n"
        if settable
        else ""
    )
    return f"class {name} extends cdktn.{base} {{\n{head}{members}    // ====\n{hcl}}}\n"


def struct(name: str, members: str, settable: str) -> str:
    function = f"function {name}ToHclTerraform(struct) {{\n    const attrs = {{\n{settable}    }};\n}}\n"
    return function + class_(name[0].upper() + name[1:] + "OutputReference", "ComplexObject", members)


def thing(members: str, settable: str) -> str:
    head = "    static tfResourceType = \"aws_thing\";\n            providerVersion: '1.2.3',\n"
    return class_("Thing", "TerraformResource", members, settable, head)


def read(tmp_path: Path, code: str, declarations: str = "") -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the block of aws_thing, and all blocks."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for path, text in (("index.js", code), ("index.d.ts", declarations)):
            info = tarfile.TarInfo(f"package/lib/thing/{path}")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    wheel = tmp_path / "bindings.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("bindings/_jsii/x.jsii.tgz", archive.getvalue())
    blocks = Blocks()
    schema = read_wheel(wheel, blocks)
    assert schema.version == "1.2.3"
    return blocks.all[schema.resources["aws_thing"]], blocks.all


@pytest.mark.parametrize(
    ("mode", "kind", "value", "storage", "type_", "expected"),
    [
        ("r", "String", "cdktn.stringToHclTerraform(x)", "string", "simple", "rs"),
        ("o", "Number", "cdktn.numberToHclTerraform(x)", "number", "simple", "on"),
        ("b", "Boolean", "cdktn.booleanToHclTerraform(x)", "boolean", "simple", "bb"),
        ("o", "StringMap", "cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(x)", "stringMap", "map", "oms"),
        ("o", "List", "cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(x)", "stringList", "list", "ols"),
        ("o", "List", "cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(x)", "stringList", "set", "ots"),
        ("o", "Any", "x", "numberListList", "list", "olln"),
        ("o", "Any", "x", "stringMapList", "set", "otms"),
        ("o", "Any", "cdktn.anyToHclTerraform(x)", "any", "simple", "od"),
        ("o", "String", "this.markWriteOnlyAttribute(cdktn.stringToHclTerraform(x))", "string", "simple", "ws"),
    ],
)
def test_arguments(tmp_path: Path, mode: str, kind: str, value: str, storage: str, type_: str, expected: str) -> None:
    code = thing(member("it", mode, getter("it", kind)), entry("it", value, type_, storage))
    assert read(tmp_path, code)[0] == {"it": expected}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (getter("it", "String"), "cs"),
        (getter("it", "List"), "cls"),
        ("get it() {\n        return cdktn.Fn.tolist(this.getListAttribute('it'));\n    }", "cts"),
        ("return cdktn.Token.asNumberList(cdktn.Fn.tolist(this.getNumberListAttribute('it')));", "ctn"),
        ('_it = new cdktn.StringMap(this, "it");', "cms"),
        ('_it = new cdktn.StringMapList(this, "it", false);', "clms"),
        ("get it() {\n        return this.interpolationForAttribute('it');\n    }", "cd"),
    ],
)  # fmt: skip
def test_computed_attributes(tmp_path: Path, code: str, expected: str) -> None:
    made = thing(
        member("it", "c", code) + member("id", "b", getter("id", "String")), entry("id", "x", "simple", "string")
    )
    assert read(tmp_path, made)[0]["it"] == expected


INNER = struct(
    "thingPart",
    member("size", "o", getter("size", "Number")),
    entry("size", "cdktn.numberToHclTerraform(struct.size)", "simple", "number"),
)
OBJECT = struct(
    "thingPart",
    member("size", "b", getter("size", "Number")),
    entry("size", "struct.size === undefined ? null : cdktn.numberToHclTerraform(struct.size)", "simple", "number"),
)
SINGLE = "thingPartToHclTerraform(this._part.internalValue)"
MANY = "cdktn.listMapperHcl(thingPartToHclTerraform, {})(this._part.internalValue)"
NOTE = "export interface ThingConfig extends cdktn.TerraformMetaArguments {\n    /**\n    * part block\n    */\n}\n"


@pytest.mark.parametrize(
    ("inner", "value", "kind", "declarations", "expected"),
    [
        (INNER, SINGLE, "list", "", "Bl.0"),
        (INNER, SINGLE, "set", "", "Bt.0"),
        (INNER, MANY.format("true"), "list", "", "Bl.0"),
        (INNER, MANY.format("true"), "set", "", "Bt.0"),
        (INNER, SINGLE, "struct", NOTE, "B1.0"),
        (INNER, SINGLE, "struct", "", "oN1.0"),
        (INNER, MANY.format("false"), "list", "", "oNl.0"),
        (OBJECT, MANY.format("false"), "set", "", "ot{0}"),
        (OBJECT, SINGLE, "struct", "", "o{0}"),
    ],
)
def test_what_is_nested(tmp_path: Path, inner: str, value: str, kind: str, declarations: str, expected: str) -> None:
    code = thing(
        member("part", "o", '_part = new ThingPartOutputReference(this, "part");'),
        entry("part", value, kind, "ThingPartList", block=True),
    )
    found, blocks = read(tmp_path, inner + code, declarations)
    assert found == {"part": expected}
    assert blocks[0] in ({"size": "on"}, {"size": "bn"})


def test_the_same_file_for_the_same_schemas() -> None:
    content = {"blocks": [{"a": "os"}], "providers": {}}
    assert encode(content) == encode(dict(reversed(content.items())))
    assert json.loads(lzma.decompress(encode(content))) == content
