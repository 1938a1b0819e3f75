"""Write ``schemas/report-lines-v1.schema.json``: records of report-v1, each with its type, as JSON lines have them.

Run it after every change of ``schemas/report-v1.schema.json``: ``python -m tools.line_schema``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from finops_guard import _assets
from finops_guard.reporters.jsonl import VERSION

PATH = Path(str(_assets.directory("schemas"))) / f"{VERSION}.schema.json"

Schema = dict[str, Any]

# Types whose keys are those of a definition of report-v1.
_ALIKE = ("policy", "finding", "suppressed", "exception", "notice", "file", "evaluation")
_GONE = ("policy", "message", "root", "address", "key", "location", "fingerprint")


def schema() -> str:
    """Return the text of the schema."""
    report = json.loads((Path(str(_assets.directory("schemas"))) / "report-v1.schema.json").read_text("utf-8"))
    definitions: Schema = report["$defs"]
    lines: dict[str, Schema] = {"scan": _scan(report)}
    lines |= {name: _typed(name, definitions[name]) for name in _ALIKE}
    lines["known"] = _typed("known", _known())
    gone = {name: definitions["finding"]["properties"][name] for name in _GONE}
    lines["fixed"] = _typed("fixed", _object("A finding of the base that is gone; where it stood.", gone))
    lines["stale"] = _typed("stale", _object("An entry of the baseline that is no finding any more.", gone))
    lines["summary"] = _typed("summary", _summary(report, definitions))
    document = {
        "$schema": report["$schema"],
        "$id": f"urn:finops-guard:schema:{VERSION}",
        "title": "finops-guard report as JSON lines, version 1",
        "description": "One line of what finops-guard scan --format jsonl writes. The first line is of the type scan, "
        "the last one of the type summary. Keys are those of report-v1.",
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": [*lines]}},
        "oneOf": [{"$ref": f"#/$defs/line_{name}"} for name in lines],
        "$defs": {**{f"line_{name}": each for name, each in lines.items()}, **definitions},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _object(description: str, properties: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "required": [*properties],
        "properties": properties,
    }


def _typed(name: str, definition: Schema) -> Schema:
    return {
        **definition,
        "required": ["type", *definition["required"]],
        "properties": {"type": {"const": name}, **definition["properties"]},
    }


def _scan(report: Schema) -> Schema:
    text = {"type": ["string", "null"]}
    compared = _object(
        "What the findings are compared with; null where it is nothing.",
        {
            "base": {"description": "The name of the state before.", **text},
            "baseline": {"description": "The file with findings that are let stand.", **text},
            "changed_only": {"description": "Only what stands in changed files is reported.", "type": "boolean"},
        },
    )
    properties = {
        "version": {"description": "The version of the format.", "const": VERSION},
        **{name: report["properties"][name] for name in ("tool", "settings")},
        "compared": {**compared, "type": ["object", "null"]},
        "digests": report["properties"]["digests"],
    }
    return _typed("scan", _object("What was judged with, and by which settings.", properties))


def _known() -> Schema:
    by = {"description": "Who knows it.", "enum": ["base", "baseline", "unchanged"]}
    return _object("A finding that stood before.", {"by": by, "finding": {"$ref": "#/$defs/finding"}})


def _summary(report: Schema, definitions: Schema) -> Schema:
    summary = definitions["summary"]
    more = {name: report["properties"][name] for name in ("score", "budgets")}
    return {**summary, "required": [*summary["required"], *more], "properties": {**summary["properties"], **more}}


if __name__ == "__main__":
    PATH.write_text(schema(), encoding="utf-8")
    print(f"wrote {PATH}")
