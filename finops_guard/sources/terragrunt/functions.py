"""Terragrunt's own functions, as its documentation describes them; none of them runs or asks anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from finops_guard.location import Span
from finops_guard.sources.terraform.functions.signature import expect, lift
from finops_guard.sources.terraform.kinds import EvaluationError
from finops_guard.sources.terraform.operators import to_string
from finops_guard.sources.terragrunt.rooted import absolute, locate, relative
from finops_guard.tree import parent
from finops_guard.values import CauseKind, Value, unknown

if TYPE_CHECKING:
    from finops_guard.sources.terragrunt.configuration import Configuration

Function: TypeAlias = "Callable[[Configuration, list[Value], Span], Value]"

# What asking the tree for a file costs, in evaluation steps.
_LOOK_STEPS = 50

_CREDENTIALS = (CauseKind.IMPURE, "depends on the credentials of the run")
_MACHINE = (CauseKind.IMPURE, "depends on the machine")
_COMMAND = (CauseKind.IMPURE, "depends on the command that is run")

# What is not known before a run, with the reason.
UNKNOWN: dict[str, tuple[CauseKind, str]] = {
    "run_cmd": (CauseKind.UNSUPPORTED, "is never run here"),
    "sops_decrypt_file": (CauseKind.UNSUPPORTED, "is not decrypted here"),
    "constraint_check": (CauseKind.UNSUPPORTED, "is not evaluated"),
    "deep_merge": (CauseKind.UNSUPPORTED, "is not evaluated"),
    "get_aws_account_alias": _CREDENTIALS,
    "get_aws_account_id": _CREDENTIALS,
    "get_aws_caller_identity_arn": _CREDENTIALS,
    "get_aws_caller_identity_user_id": _CREDENTIALS,
    "get_default_retryable_errors": (CauseKind.UNSUPPORTED, "depends on the version of Terragrunt"),
    "get_platform": _MACHINE,
    "get_terraform_cli_args": _COMMAND,
    "get_terraform_command": _COMMAND,
    "get_terragrunt_source_cli_flag": _COMMAND,
    "get_working_dir": _MACHINE,
}


def _text(value: Value) -> str:
    if value.raw is None:
        raise EvaluationError("an argument must not be null")
    return to_string(value)


def _find_in_parent_folders(at: Configuration, args: list[Value], span: Span) -> Value:
    """Look upwards from above the unit's directory, or from above that of a configuration that is only read."""
    expect(args, 0, 2)
    name = _text(args[0]) if args else "terragrunt.hcl"
    directory = at.directory
    while directory:
        directory = parent(directory)
        at.evaluation.budget.spend(_LOOK_STEPS)
        path = locate(name, directory)
        if path is not None and (at.evaluation.loader.tree.is_file(path) or at.evaluation.loader.tree.is_dir(path)):
            return Value(absolute(path), span)
    if len(args) == 2:
        return args[1]
    raise EvaluationError("no parent folder within the scan root holds what is looked for", span)


def _include_home(at: Configuration, args: list[Value]) -> str | None:
    """Return the directory of the configuration that an include block leads to; None where there is no such block."""
    expect(args, 0, 1)
    if at.child is not None and not args:
        return at.home
    includes = (at if at.child is None else at.child).includes()
    if args:
        name = _text(args[0])
        includes = [include for include in includes if include.label == name]
        if not includes:
            raise EvaluationError("there is no include block of that name")
    return includes[0].configuration.home if includes else None


def _path_relative_to_include(at: Configuration, args: list[Value], span: Span) -> Value:
    home = _include_home(at, args)
    return Value("." if home is None else relative(home, at.directory), span)


def _path_relative_from_include(at: Configuration, args: list[Value], span: Span) -> Value:
    home = _include_home(at, args)
    return Value("." if home is None else relative(at.directory, home), span)


def _get_parent_terragrunt_dir(at: Configuration, args: list[Value], span: Span) -> Value:
    home = _include_home(at, args)
    return Value(absolute(at.directory if home is None else home), span)


def _directory(choose: Callable[[Configuration], str]) -> Function:
    def function(at: Configuration, args: list[Value], span: Span) -> Value:
        expect(args, 0, 0)
        return Value(choose(at), span)

    return function


def _get_env(at: Configuration, args: list[Value], span: Span) -> Value:  # noqa: ARG001 - as every function
    """Return the default: the environment of a run is not that of a scan."""
    expect(args, 1, 2)
    if len(args) == 2:
        return args[1]
    return unknown(CauseKind.NO_VALUE, "get_env() reads the environment of the run", span)


def _commands(*names: str) -> Function:
    def function(at: Configuration, args: list[Value], span: Span) -> Value:  # noqa: ARG001 - as every function
        expect(args, 0, 0)
        return lift(list(names), span)

    return function


def _mark_as_read(at: Configuration, args: list[Value], span: Span) -> Value:  # noqa: ARG001 - as every function
    expect(args, 1, 1)
    return args[0]


def _existing(at: Configuration, value: Value) -> str | None:
    """Return the path of the file that an argument names; None where there is none."""
    at.evaluation.budget.spend(_LOOK_STEPS)
    path = locate(_text(value), at.home)
    return path if path is not None and at.evaluation.loader.tree.is_file(path) else None


def _read_terragrunt_config(at: Configuration, args: list[Value], span: Span) -> Value:
    from finops_guard.diagnostics import error
    from finops_guard.sources.terragrunt.configuration import Configuration

    expect(args, 1, 2)
    path = _existing(at, args[0])
    if path is None:
        if len(args) == 2:
            return args[1]
        raise EvaluationError("read_terragrunt_config(): there is no such file within the scan root", span)
    evaluation = at.evaluation
    if path in evaluation.reading:
        evaluation.report(error("configuration-cycle", "this configuration is read while it is being read", span))
        raise EvaluationError("read_terragrunt_config(): the file is being read", span)
    body = evaluation.body(path)
    if body is None:
        raise EvaluationError("read_terragrunt_config(): the file cannot be read", span)
    evaluation.reading.add(path)
    try:
        return Configuration(evaluation, path, body).exposed()
    finally:
        evaluation.reading.discard(path)


def _read_tfvars_file(at: Configuration, args: list[Value], span: Span) -> Value:
    """Return the variables of a file as JSON text."""
    from finops_guard.sources.terraform.expressions import attempt
    from finops_guard.sources.terraform.functions import lookup
    from finops_guard.sources.terraform.inputs import LiteralResolver
    from finops_guard.sources.terraform.scope import Scope

    expect(args, 1, 1)
    path = _existing(at, args[0])
    body = None if path is None else at.evaluation.loader.values_body(path)
    encode = lookup("jsonencode")
    if body is None or encode is None:
        raise EvaluationError("read_tfvars_file(): there is no such file within the scan root", span)
    resolver, budget = LiteralResolver(), at.evaluation.budget
    found = {
        name: attempt(attribute.value, Scope(resolver, attribute.source, budget))
        for name, attribute in body.attributes.items()
    }
    return encode([Value(found, span)], span)


FUNCTIONS: dict[str, Function] = {
    "find_in_parent_folders": _find_in_parent_folders,
    "path_relative_to_include": _path_relative_to_include,
    "path_relative_from_include": _path_relative_from_include,
    "get_parent_terragrunt_dir": _get_parent_terragrunt_dir,
    "get_terragrunt_dir": _directory(lambda at: absolute(at.directory)),
    "get_original_terragrunt_dir": _directory(lambda at: absolute(at.evaluation.unit)),
    "get_repo_root": _directory(lambda _: absolute("")),
    "get_path_from_repo_root": _directory(lambda at: relative("", at.directory)),
    "get_path_to_repo_root": _directory(lambda at: relative(at.directory, "")),
    "get_env": _get_env,
    "get_terraform_commands_that_need_vars": _commands(
        "apply", "console", "destroy", "import", "plan", "push", "refresh"
    ),
    "get_terraform_commands_that_need_input": _commands("apply", "import", "init", "plan", "refresh"),
    "get_terraform_commands_that_need_locking": _commands(
        "apply", "destroy", "import", "init", "plan", "refresh", "taint", "untaint"
    ),
    "get_terraform_commands_that_need_parallelism": _commands("apply", "plan", "destroy"),
    "mark_as_read": _mark_as_read,
    "read_terragrunt_config": _read_terragrunt_config,
    "read_tfvars_file": _read_tfvars_file,
}
