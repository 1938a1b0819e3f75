"""The data source ``aws_iam_policy_document``: its JSON follows from what is written in it, without a cloud.

The order of keys and elements, and what is merged how, is that of the AWS provider 5.100.0; the tests hold what it
answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import DecodeError
from msgspec.json import decode, encode
from msgspec.json import format as format_json

from finops_guard.location import Span
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_string
from finops_guard.sources.terraform.scope import STEP_CHARACTERS, Budget
from finops_guard.values import Cause, CauseKind, Unknown, Value, all_causes

MAX_LENGTH = 1_000_000

Statement: TypeAlias = "dict[str, object]"

_OTHERS = ("source_policy_documents", "override_policy_documents")
_ARGUMENTS = ("policy_id", "version", "statement", *_OTHERS)
_VERSIONS = ("2008-10-17", "2012-10-17")
_EFFECTS = ("Allow", "Deny")
_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)
_PRINCIPALS = (("principals", "Principal"), ("not_principals", "NotPrincipal"))
_KEYS = ("Sid", "Effect", *(key for _, key in _LISTS), *(key for _, key in _PRINCIPALS), "Condition")


def documents(written: Mapping[str, Value], span: Span | None, budget: Budget) -> dict[str, Value]:
    """Return the attributes ``json`` and ``minified_json`` of a data source with these arguments.

    Both are Unknown, with the causes, where an argument is, and where the provider would refuse them.
    """
    given = Value({name: written[name] for name in _ARGUMENTS if name in written}, span)
    causes = all_causes(given)
    marks = _marks(given)
    try:
        others = (written.get(name) for name in _OTHERS)
        budget.spend(sum(len(text) for each in others if not causes for text in _texts(each)) // STEP_CHARACTERS)
        document = {} if causes else _document(written)
        minified = encode(document)
        budget.spend(2 * len(minified) // STEP_CHARACTERS)
        texts = {"json": _escaped(format_json(minified, indent=2)), "minified_json": _escaped(minified)}
        if len(texts["json"]) > MAX_LENGTH:
            raise EvaluationError(f"it has more than {MAX_LENGTH:,} characters")
    except EvaluationError as failure:
        causes = (Cause(CauseKind.ERROR, f"the policy document fails: {failure.message}", span),)
        texts = {}
    if causes:
        return dict.fromkeys(("json", "minified_json"), Value(Unknown(causes), span, marks))
    return {name: Value(text, span, marks) for name, text in texts.items()}


def _escaped(document: bytes) -> str:
    """Return a JSON text with what Go escapes, too."""
    text = document.decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _marks(value: Value) -> int:
    marks = value.marks
    for inner in value.raw.values() if isinstance(value.raw, Mapping) else value.items():
        marks |= _marks(inner)
    return marks


# What is written


def _document(written: Mapping[str, Value]) -> dict[str, object]:
    """Return the document of known arguments: sources, then its own statements over them, then overrides."""
    found: dict[str, object] = {"Version": "", "Id": ""}
    statements: list[Statement] = []
    for each in _others(written.get("source_policy_documents")):
        own = _statements(each)
        if {_sid(new) for new in own} & {_sid(old) for old in statements} - {""}:
            raise EvaluationError("it takes statements with the same Sid from two source_policy_documents")
        statements += own
        _describe(found, each)
    version = _text(written.get("version")) or _VERSIONS[1]
    if version not in _VERSIONS:
        raise EvaluationError(f"it has a version that is not one of {', '.join(_VERSIONS)}")
    _describe(found, {"Version": version, "Id": _text(written.get("policy_id"))})
    made = [_statement(block) for block in _blocks(written.get("statement"))]
    named = [sid for statement in made if (sid := _sid(statement))]
    if len(named) != len(set(named)):
        raise EvaluationError("it has two statements with the same sid")
    statements = _over(statements, made)
    for each in _others(written.get("override_policy_documents")):
        statements = _over(statements, _statements(each))
        _describe(found, each)
    if statements:
        found["Statement"] = statements
    return {name: value for name, value in found.items() if value != ""}


def _describe(found: dict[str, object], other: Mapping[str, object]) -> None:
    found.update({name: other[name] for name in ("Version", "Id") if other.get(name)})


def _over(statements: Sequence[Statement], others: Iterable[Statement]) -> list[Statement]:
    """Return statements with others put in the place of those with the same Sid, or behind them."""
    merged = list(statements)
    places = {sid: at for at, statement in enumerate(merged) if (sid := _sid(statement))}
    for other in others:
        at = places.get(_sid(other))
        if at is None:
            merged.append(other)
        else:
            merged[at] = other
    return merged


def _sid(statement: Statement) -> str:
    return str(statement.get("Sid", ""))


def _statement(block: Value) -> Statement:
    made: Statement = {}
    if sid := _text(block.get("sid")):
        made["Sid"] = sid
    effect = made["Effect"] = _text(block.get("effect")) or _EFFECTS[0]
    if effect not in _EFFECTS:
        raise EvaluationError("it has an effect that is neither Allow nor Deny")
    for name, key in _LISTS:
        if found := _set(block.get(name)):
            made[key] = _one_or_all([_variables(text) if "resources" in name else text for text in found])
    for name, key in _PRINCIPALS:
        if blocks := _blocks(block.get(name)):
            made[key] = _principals(blocks)
    if blocks := _blocks(block.get("condition")):
        made["Condition"] = _conditions(blocks)
    return made


def _principals(blocks: Sequence[Value]) -> object:
    found: dict[str, list[str]] = {}
    for block in blocks:
        type_, names = _text(block.get("type")), [_variables(text) for text in _set(block.get("identifiers"))]
        if found.setdefault(type_, names) != names:
            raise EvaluationError(
                "it names principals of one type in two blocks, of which the provider chooses the order"
            )
    if found == {"*": ["*"]}:
        return "*"
    return {type_: _one_or_all(names) for type_, names in sorted(found.items())}


def _conditions(blocks: Sequence[Value]) -> object:
    found: dict[str, dict[str, list[str]]] = {}
    for block in blocks:
        values = [_variables(text) for text in _texts(block.get("values"))]
        variables = found.setdefault(_text(block.get("test")), {})
        if variables.setdefault(_text(block.get("variable")), values) != values:
            raise EvaluationError("it tests one variable in two blocks, of which the provider chooses the order")
    return {
        test: {variable: _one_or_all(values) for variable, values in sorted(variables.items())}
        for test, variables in sorted(found.items())
    }


def _one_or_all(texts: list[str]) -> object:
    return texts[0] if len(texts) == 1 else texts


def _variables(text: str) -> str:
    """Return a text with policy variables, which are written ``&{...}`` for Terraform's templates to leave them."""
    return text.replace("&{", "${")


def _blocks(value: Value | None) -> list[Value]:
    if value is None or value.is_null:
        return []
    return [value] if isinstance(value.raw, Mapping) else list(value.items())


def _set(value: Value | None) -> list[str]:
    """Return a set of texts in the order in which the provider writes them: from the last to the first."""
    return sorted(set(_texts(value)), key=str.encode, reverse=True)


def _texts(value: Value | None) -> list[str]:
    return [_text(item) for item in value.items()] if value is not None else []


def _text(value: Value | None) -> str:
    return "" if value is None or value.is_null else to_string(value)


# What other documents hold


def _others(value: Value | None) -> Iterator[Mapping[str, object]]:
    for text in _texts(value):
        if not text:
            continue
        try:
            found = decode(text)
        except (DecodeError, RecursionError):
            raise EvaluationError("it takes another document, which is not valid JSON") from None
        if not isinstance(found, dict):
            raise EvaluationError("it takes another document, which is no object")
        yield found


def _statements(document: Mapping[str, object]) -> list[Statement]:
    found = document.get("Statement")
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise EvaluationError("it takes another document, whose Statement is no list of objects")
    return [_taken(each) for each in found]


def _taken(statement: Mapping[str, object]) -> Statement:
    """Return a statement of another document, its keys in the order of this one's."""
    made = {key: statement[key] for key in _KEYS if statement.get(key) not in (None, "")}
    for _, key in _PRINCIPALS:
        if isinstance(made.get(key), dict):
            made[key] = dict(sorted(_object(made[key]).items()))
        elif key in made and not isinstance(made[key], str):
            raise EvaluationError("it takes another document, whose principals are a list")
    if "Condition" in made:
        made["Condition"] = {
            test: {variable: _condition(values) for variable, values in sorted(_object(variables).items())}
            for test, variables in sorted(_object(made["Condition"]).items())
        }
    return made


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise EvaluationError("it takes another document, in which an object is missing")
    return value


def _condition(value: object) -> object:
    items = value if isinstance(value, list) else [value]
    return _one_or_all([item if isinstance(item, str) else encode(item).decode() for item in items])
