"""A directory with every kind of mistake: all of them are told at once, before anything is scanned."""

from __future__ import annotations

import pytest
from support.command_line import Runner

POLICY = """\
id: {id}
name: {name}
title: T
description: Why.
severity: error
capability: Usage Optimization
match: {match}
check:
  {check}
remediation: Do it.
{more}
"""
MATCH = "{resources: [aws_instance]}"
ABSENT = "attribute: {path: type, operator: absent}"


def policy(number: int, name: str, match: str = MATCH, check: str = ABSENT, more: str = "") -> str:
    return POLICY.format(id=f"ACME-{number:03}", name=name, match=match, check=check, more=more)


FILES = {
    "policies/a-regex.yaml": policy(
        1, "a-regex", check="attribute: {path: type, operator: matches, absent: pass, value: '('}"
    ),
    "policies/b-type.yaml": policy(2, "b-type", match="{resources: [aws_instnace]}"),
    "policies/c-key.yaml": policy(3, "c-key", more="serverity: error"),
    "policies/d-wrong.yaml": policy(
        4, "d-wrong", check="attribute: {path: type, operator: at_least, absent: pass, value: [1]}"
    ),
    "policies/e-cel.yaml": policy(5, "e-cel", check="expression: resource.type == 1 || resource.nam == ''"),
    "policies/f-loops.yaml": policy(
        6, "f-loops", check="expression: '[1].all(a, [a].all(b, [b].all(c, [c].all(d, [d].all(e, [e].all(f, true))))))'"
    ),
    "policies/g-id.yaml": policy(1, "g-id"),
    "policies/h-environment.yaml": policy(8, "h-environment", match="{resources: all, environments: [production]}"),
    "policies/i-values.yaml": policy(
        9, "i-values",
        check="attribute: {path: type, operator: in, absent: pass, value: {file: types.csv, column: name}}",
    ),
    "policies/j-message.yaml": policy(10, "j-message", more="message: '{{ adress }} is wrong'"),
    "policies/k-syntax.yaml": "id: [ACME-011\n",
    "policies/l-several.yaml": policy(
        12, "l-other", match="{resources: [aws_vpc_], environment: [prod]}",
        check="attribute: {path: type, operator: matches, absent: pass, value: '(a+)+'}",
        more="message: '{{ valu }}'",
    ),
    "policies/m-check.yaml": policy(13, "m-check", check="atribute: {}"),
    "policies/n-operator.yaml": policy(14, "n-operator", check="attribute: {path: type, operator: equal, value: 1}"),
    "policies/o-glob.yaml": policy(15, "o-glob", match="{resources: ['aws_nothing_*']}"),
    "policies/types.csv": "family,nam\nm5,\n",
    "main.tf": 'resource "aws_instance" "a" {}\n',
}  # fmt: skip
CONFIG = """\
policy-directories: [policies]
profile: run
select: [FG-TGA-001, c-key]
policies:
  gp2-volumes: {parameters: {value: 3, vlaue: gp2}}
  no-such: {enabled: false}
  required-tags: {environments: {prd: {severity: error}}}
  ACME-001: {severity: info}
"""
WRONG = [
    '.finops-guard.yaml:3:10: select: no policy is "FG-TGA-001" (did you mean "FG-TAG-001"?)',
    '.finops-guard.yaml:5:40: unknown key "vlaue" (did you mean "value"?)',
    '.finops-guard.yaml:6:3: policies: no policy is "no-such"',
    'policies/a-regex.yaml:9:67: "value": this is no regular expression: missing ), unterminated subpattern',
    'policies/b-type.yaml:7:21: "aws_instnace" is no known resource type (did you mean "aws_instance"?)',
    'policies/c-key.yaml:11:1: unknown key "serverity" (did you mean "severity"?)',
    'policies/d-wrong.yaml:9:61: "value" must be a number or a text, not a list',
    "policies/e-cel.yaml:9:29: found no matching overload for \"==\" applied to '(string, int)'",
    'policies/e-cel.yaml:9:37: there is no "resource.nam" (did you mean "resource.name"?)',
    "policies/f-loops.yaml:9:56: this expression may take forever",
    'policies/g-id.yaml:1:5: the id "ACME-001" is already that of policies/a-regex.yaml',
    'policies/h-environment.yaml:7:40: there is no environment "production" (did you mean "prod"?)',
    'policies/j-message.yaml:11:10: the message has the unknown field {{ adress }} (did you mean "address"?)',
    "policies/k-syntax.yaml:1:14: not valid YAML",
    'policies/l-several.yaml:2:7: the policy is named "l-other" and its file "l-several"',
    'policies/l-several.yaml:7:21: "aws_vpc_" is no known resource type (did you mean "aws_vpc"?)',
    'policies/l-several.yaml:7:32: unknown key "environment" (did you mean "environments"?)',
    'policies/l-several.yaml:9:67: "value": this regular expression may take forever',
    'policies/l-several.yaml:11:10: the message has the unknown field {{ valu }} (did you mean "value"?)',
    'policies/m-check.yaml:9:3: unknown key "atribute" (did you mean "attribute"?)',
    'policies/n-operator.yaml:9:3: the key "absent" is missing',
    'policies/n-operator.yaml:9:37: "operator" must be one of present, absent, equals',
    'policies/o-glob.yaml:7:21: no known resource type matches "aws_nothing_*"',
    'policies/types.csv:1:1: there is no column "name" (did you mean "nam"?)',
]
BROKEN_CONFIG = CONFIG.replace("profile: run", "profile: rnu").replace("prd:", "prod:")


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def errors(run: Runner, config: str, *arguments: str) -> list[str]:
    for path, text in FILES.items():
        run.write(path, text)
    run.write(".finops-guard.yaml", config)
    done = run("scan", *arguments)
    assert (done.code, done.out) == (2, "")
    return [line.removeprefix("error: ") for line in done.err.splitlines()]


def expect(found: list[str], wanted: list[str]) -> None:
    assert len(found) == len(wanted), "\n".join(found)
    for line, start in zip(found, wanted, strict=True):
        assert line.startswith(start), (line, start)


def test_everything_at_once(run: Runner) -> None:
    pytest.importorskip("cel_expr_python.cel")
    expect(errors(run, CONFIG.replace("prd:", "prod:")), WRONG)


def test_mistakes_that_the_configuration_itself_tells(run: Runner) -> None:
    pytest.importorskip("cel_expr_python.cel")
    environment = '.finops-guard.yaml:7:34: there is no environment "prd" (did you mean "prod"?)'
    found = errors(run, CONFIG)
    assert environment in found
    expect([each for each in found if each != environment], WRONG)
    profile = '.finops-guard.yaml:2:10: "profile" must be one of crawl, walk, run, not "rnu" (did you mean "run"?)'
    found = errors(run, BROKEN_CONFIG)
    assert profile in found
    expect([each for each in found if each != profile], WRONG)


def test_a_broken_configuration_hides_no_policies_of_the_command_line(run: Runner) -> None:
    pytest.importorskip("cel_expr_python.cel")
    found = errors(run, "profile: [", "--policy-dir", "policies")
    expect(found, [".finops-guard.yaml:1:10: not valid YAML", *(each for each in WRONG if not each.startswith("."))])


def test_what_is_not_selected_has_to_be_right_all_the_same(run: Runner) -> None:
    run.write("policies/a-regex.yaml", FILES["policies/a-regex.yaml"])
    done = run("scan", "--policy-dir", "policies", "--select", "FG-TAG-001")
    assert done.code == 2
    assert "this is no regular expression" in done.err


def test_what_a_configuration_takes_away_is_told_where_it_does(run: Runner) -> None:
    run.write(
        ".finops-guard.yaml",
        "policies:\n  gp2-volumes:\n    parameters:\n      operator: null\n  io1-volumes: {enabled: true}\n",
    )
    done = run("scan")
    assert done.code == 2
    assert ".finops-guard.yaml:4:" in done.err
    assert 'the key "operator" is missing' in done.err
