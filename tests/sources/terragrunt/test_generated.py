"""Generated Terraform text: what it holds, and that every place in it is one of the configuration."""

from __future__ import annotations

import textwrap

import pytest
from support.terragrunt_tree import read, resource

from finops_guard.resources import Resource, ResourceSet

QUEUE = 'resource "aws_sqs_queue" "jobs" {}\n'


def generated(contents: str, arguments: str = "", files: dict[str, str] | None = None) -> ResourceSet:
    names = 'locals {\n  name = "prod"\n  list = ["a", "b"]\n}\n\n'
    unit = f'{names}generate "it" {{\n  path = "it.tf"\n{arguments}\n  contents = {contents}\n}}\n'
    return read({"unit/terragrunt.hcl": unit, "unit/main.tf": QUEUE, **(files or {})})


def jobs(found: ResourceSet) -> Resource:
    return resource(found, "unit", "aws_sqs_queue.jobs")


PROVIDER = 'provider "aws" {\n  default_tags {\n    tags = { env = %s }\n  }\n}\n'


@pytest.mark.parametrize(
    ("written", "value", "shown"),
    [
        ('"live"', "live", '"live"'),
        ('"${local.name}"', "prod", '"${local.name}"'),
        ('"${local.name}-${local.name}"', "prod-prod", '"${local.name}-${local.name}"'),
        ("${jsonencode(local.name)}", "prod", "jsonencode(local.name)"),
        ('"${run_cmd("x")}"', None, "run_cmd"),
        ("${get_aws_account_id()}", None, "get_aws_account_id()"),
        # A line with an escape is known as a whole, not column by column.
        ('"$${path.cwd}"', None, " "),
        ('"${get_terragrunt_dir()}"', None, "get_terragrunt_dir()"),
    ],
)
@pytest.mark.parametrize("opening", ["<<EOF", "<<-EOF"])
def test_a_value_in_generated_text_points_to_where_it_is_written(
    opening: str, written: str, value: str | None, shown: str
) -> None:
    body = PROVIDER % written
    indented = textwrap.indent(body, "    ") if opening == "<<-EOF" else body
    tags = jobs(generated(f"{opening}\n{indented}EOF")).tags
    assert tags is not None
    found = tags.tags["env"].value
    assert (None if found.is_unknown else found.raw) == value
    span = found.origin if value is not None else found.causes[0].span
    assert span is not None
    where = span.location()
    assert where.path == "unit/terragrunt.hcl"
    line = span.source.excerpt(where.line, where.column)
    assert "tags = { env = " in line
    assert line[where.column - 1 :].startswith(shown)


def test_contents_on_one_line() -> None:
    found = generated('"provider \\"aws\\" {\\n  region = \\"${local.name}\\"\\n}"')
    region = jobs(found).region
    assert region is not None
    assert region.raw == "prod"
    assert region.origin is not None
    assert region.origin.location().line == 9


def test_contents_of_a_file_point_to_the_argument() -> None:
    found = generated('file("provider.tf.txt")', files={"unit/provider.tf.txt": PROVIDER % '"filed"'})
    tags = jobs(found).tags
    assert tags is not None
    tag = tags.tags["env"].value
    assert tag.raw == "filed"
    assert tag.origin is not None
    assert str(tag.origin.location()) == "unit/terragrunt.hcl:9:14"


@pytest.mark.parametrize(
    ("arguments", "existing", "env"),
    [
        ("", "existing", "generated"),
        ('if_exists = "overwrite"', "existing", "generated"),
        ('if_exists = "skip"', "existing", "existing"),
        ('if_exists = "skip"', None, "generated"),
        ("disable = true", None, None),
        ("disable = true", "existing", "existing"),
    ],
)
def test_an_existing_file(arguments: str, existing: str | None, env: str | None) -> None:
    files = {} if existing is None else {"unit/it.tf": PROVIDER % f'"{existing}"'}
    contents = PROVIDER % '"generated"'
    tags = jobs(generated(f"<<EOF\n{contents}EOF", f"  {arguments}\n", files)).tags
    assert tags is not None
    assert {key: tag.value.raw for key, tag in tags.tags.items()} == ({} if env is None else {"env": env})


def test_a_block_of_the_unit_replaces_the_one_it_includes() -> None:
    block = 'generate "it" {{\n  path = "it.tf"\n  contents = <<EOF\n{}EOF\n}}\n'
    found = read(
        {
            "root.hcl": block.format(PROVIDER % '"root"'),
            "unit/terragrunt.hcl": 'include {\n  path = "../root.hcl"\n}\n' + block.format(PROVIDER % '"unit"'),
            "unit/main.tf": QUEUE,
        }
    )
    tags = jobs(found).tags
    assert tags is not None
    assert tags.tags["env"].value.raw == "unit"


def test_a_syntax_error_in_generated_text_has_its_place() -> None:
    found = generated('<<EOF\nresource "aws_sqs_queue" "more" {\n  name = = 1\n}\nEOF')
    (problem,) = found.diagnostics
    assert (problem.kind, problem.span and problem.span.location().line) == ("generate", 11)


def test_a_resource_in_generated_text_is_judged_where_it_is_written() -> None:
    found = generated('<<EOF\nresource "aws_sqs_queue" "more" {\n  name = "${local.name}"\n}\nEOF')
    more = resource(found, "unit", "aws_sqs_queue.more")
    assert str(more.span.location()) == "unit/terragrunt.hcl:10:1"
    assert more.span.location().end_column == 32


@pytest.mark.parametrize(
    ("unit", "cause"),
    [
        (
            'generate "p" {\n  path = "p.tf"\n  contents = get_env("X")\n}\n',
            "get_env() reads the environment of the run",
        ),
        ('generate "p" {\n  path = get_env("X")\n  contents = ""\n}\n', "the name of the generated file is not known"),
        ('generate "p" {\n  path = "p.tf"\n  contents = ["x"]\n}\n', "they are not a text"),
        ("generate = local.none\n", "what generate is set to is not evaluated"),
        ('include {\n  path = "../none.hcl"\n}\n', "the included file does not exist"),
    ],
)
def test_text_that_is_not_read_may_give_tags_and_a_region(unit: str, cause: str) -> None:
    found = read({"unit/terragrunt.hcl": unit, "unit/main.tf": QUEUE})
    tags, region = jobs(found).tags, jobs(found).region
    assert tags is not None
    assert region is not None
    assert cause in " ".join(each.text for each in tags.open)
    assert region.is_unknown
    assert len(found.diagnostics) == 1


def test_a_provider_of_the_module_goes_before_text_that_is_not_read() -> None:
    unit = 'generate "p" {\n  path = "p.tf"\n  contents = get_env("X")\n}\n'
    found = read({"unit/terragrunt.hcl": unit, "unit/main.tf": QUEUE + PROVIDER % '"own"'})
    tags = jobs(found).tags
    assert tags is not None
    assert (list(tags.tags), tags.open) == (["env"], ())
