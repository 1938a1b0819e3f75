"""What was moved is the same resource: the cases of Terraform's documentation of refactoring, and what leads astray."""

from __future__ import annotations

import pytest
from support.terraform_text import files_of, read

from finops_guard.pricing.base import Base, compared
from finops_guard.pricing.breakdown import Breakdown, breakdown
from finops_guard.pricing.costs import Costs
from finops_guard.pricing.moves import Moves
from finops_guard.resources import Move, ResourceSet


@pytest.mark.parametrize(
    ("moves", "address", "expected"),
    [
        (["t.a > t.b"], "t.a", "t.b"),
        (["t.a > t.b"], "t.a[0]", "t.b[0]"),
        (["t.a > t.b"], 't.a["x.y"]', 't.b["x.y"]'),
        (["t.a > t.b"], "t.ab", "t.ab"),
        (["t.a > t.b"], "module.m.t.a", "module.m.t.a"),
        (['t.a > t.a["small"]'], "t.a", 't.a["small"]'),
        (['t.a > t.a["small"]'], "t.a[0]", "t.a[0]"),
        (['t.a["small"] > t.a'], 't.a["small"]', "t.a"),
        (['t.a["small"] > t.a'], 't.a["large"]', 't.a["large"]'),
        (['t.a[0] > t.a["x"]', 't.a[1] > t.a["y"]'], "t.a[1]", 't.a["y"]'),
        (["module.a > module.b"], "module.a.t.x", "module.b.t.x"),
        (["module.a > module.b"], "module.a[2].module.c.t.x[1]", "module.b[2].module.c.t.x[1]"),
        (["module.a > module.b[0]"], "module.a.t.x", "module.b[0].t.x"),
        (["module.a > module.b[0]"], "module.a[1].t.x", "module.a[1].t.x"),
        (["t.a > module.m.t.a"], "t.a[0]", "module.m.t.a[0]"),
        (["module.a.t.x > t.x"], "module.a.t.x", "t.x"),
        (["module.a.t.x > t.x", "module.a > module.b"], "module.a.t.x", "t.x"),
        (["t.a > t.b", "t.b > t.c"], "t.a", "t.c"),
        (["t.a > t.b", "t.b > t.c"], "t.b", "t.c"),
        (["t.a > t.b", "t.b > t.a"], "t.a", "t.b"),
        (["t.a > t.a"], "t.a", "t.a"),
        (["t.a > u.a"], "t.a", "u.a"),
        ([], "t.a", "t.a"),
    ],
)
def test_addresses(moves: list[str], address: str, expected: str) -> None:
    found = Moves(Move(*each.split(" > ")) for each in moves)
    assert found.renamed(address, {expected}, {address}) == expected


def test_where_something_is_nothing_is_moved() -> None:
    moves = Moves([Move("t.a", "t.b")])
    assert moves.renamed("t.a", {"t.b"}, {"t.a", "t.b"}) == "t.a"
    assert moves.renamed("t.b", {"t.b"}, {"t.a", "t.b"}) == "t.b"


def test_the_instance_without_a_count_is_the_first_one() -> None:
    nothing = Moves(())
    assert nothing.renamed("t.a", {"t.a[0]", "t.a[1]"}, {"t.a"}) == "t.a[0]"
    assert nothing.renamed("t.a[0]", {"t.a"}, {"t.a[0]", "t.a[1]"}) == "t.a"
    assert nothing.renamed("t.a[1]", {"t.a"}, {"t.a[0]", "t.a[1]"}) == "t.a[1]"
    assert nothing.renamed("t.a", {'t.a["x"]'}, {"t.a"}) == "t.a"
    assert nothing.renamed("t.a", {"t.a[0]"}, {"t.a", "t.a[0]"}) == "t.a"


def test_many_moves_in_a_row_end() -> None:
    moves = Moves(Move(f"t.a{at}", f"t.a{at + 1}") for at in range(10_000))
    assert moves.renamed("t.a0", set(), {"t.a0"}).startswith("t.a")


PROVIDER = 'provider "aws" { region = "us-east-1" }\n'
GATEWAY = 'resource "aws_nat_gateway" "%s" { subnet_id = "s" }\n'
MODULE = "### m/main.tf\n" + GATEWAY % "n"


def costs(text: str) -> tuple[ResourceSet, Breakdown]:
    found = read(files_of(PROVIDER + text))
    return found, breakdown(found, Costs(found))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (GATEWAY % "a", GATEWAY % "b" + "moved {\n from = aws_nat_gateway.a\n to = aws_nat_gateway.b\n}", []),
        (GATEWAY % "a", GATEWAY % "b", [("new", "aws_nat_gateway.b", ""), ("removed", "aws_nat_gateway.a", "")]),
        (
            'module "a" {\n source = "./m"\n}\n' + MODULE,
            'module "b" {\n source = "./m"\n for_each = { x = 1 }\n}\n'
            'moved {\n from = module.a\n to = module.b["x"]\n}\n' + MODULE,
            [],
        ),
        (
            'module "a" {\n source = "./m"\n count = 2\n}\n' + MODULE,
            'module "a" {\n source = "./m"\n count = 2\n}\n### m/main.tf\n' + GATEWAY % "o"
            + "moved {\n from = aws_nat_gateway.n\n to = aws_nat_gateway.o\n}",
            [],
        ),
        (
            'resource "aws_instance" "a" {\n  instance_type = "m5.large"\n}\n',
            ('resource "aws_instance" "b" {\n  count = 1\n  instance_type = "m5.xlarge"\n}\n'
            "moved {\n from = aws_instance.a\n to = aws_instance.b[0]\n}"),
            [("changed", "aws_instance.b[0]", "aws_instance.a")],
        ),
        (GATEWAY % "a", GATEWAY % "b" + "moved {\n from = aws_nat_gateway.a\n to = aws_nat_gateway.c\n}",
         [("new", "aws_nat_gateway.b", ""), ("removed", "aws_nat_gateway.a", "")]),
        (GATEWAY % "a", GATEWAY % "b" + "moved {\n from = var.x[each.key]\n to = 1\n}\nmoved {}",
         [("new", "aws_nat_gateway.b", ""), ("removed", "aws_nat_gateway.a", "")]),
    ],
)  # fmt: skip
def test_what_is_moved_is_one_resource(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    _, old = costs(before)
    found, new = costs(after)
    changes = compared(Base("before", old), new, found).changes
    assert sorted((each.status.value, each.shown.address, each.moved_from) for each in changes) == expected


def test_json_syntax_says_the_same() -> None:
    _, old = costs(GATEWAY % "a")
    text = GATEWAY % 'b" {\n for_each = { "x" = 1 }\n subnet_id = "s"\n}\n#'
    moved = '{"moved": {"from": "aws_nat_gateway.a", "to": "aws_nat_gateway.b[\\"x\\"]"}}'
    found, new = costs(f"{text}### moved.tf.json\n{moved}")
    assert compared(Base("before", old), new, found).changes == ()
