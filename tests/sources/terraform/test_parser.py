"""What native syntax becomes: nodes, spans, and what is left of a text with errors in it."""

from __future__ import annotations

import sys
import unicodedata
from decimal import Decimal

import pytest
from terraform_trees import check_spans, dump, nodes

from finops_guard.location import SourceText
from finops_guard.sources.terraform.ast import Unreadable
from finops_guard.sources.terraform.parser import parse, parse_expression, parse_template
from finops_guard.sources.terraform.syntax.failure import MAX_NESTING, MAX_NODES, MAX_OPEN_ENDS, MAX_PROBLEMS


def ref(*path):
    return "Reference", path


def lit(value):
    return "Literal", value


def template(*parts):
    return "Template", list(parts)


def value(text):
    """Return the dump of the one attribute of a text, which has no problems."""
    parsed = parse(SourceText("main.tf", f"a = {text}\n"))
    assert parsed.problems == []
    check_spans(parsed)
    return dump(parsed.body.attributes["a"].value)


def one(text):
    """Return a text's parsed file, with its spans checked."""
    parsed = parse(SourceText("main.tf", text))
    check_spans(parsed)
    return parsed


ELEMENT = ref()

EXPRESSIONS = {
    "var.network.cidr": ref("var", "network", "cidr"),
    "a-b.c-1": ref("a-b", "c-1"),
    "größe.x": ref("größe", "x"),
    "e\u0301te\u0301": ref("e\u0301te\u0301"),
    "nullable": ref("nullable"),
    "true": lit(True),
    "null": lit(None),
    "null.x": ("GetAttr", lit(None), "x"),
    "5": lit(5),
    "007": lit(7),
    "9" * 5000: lit(Decimal("9" * 5000)),
    "9" * 3000: lit(int("9" * 3000)),
    "1.50": lit(Decimal("1.50")),
    "1e3": lit(Decimal("1e3")),
    "1e400": lit(Decimal("1e400")),
    "1e999999999": lit(Decimal("1e999999999")),
    '"x"': lit("x"),
    '"$"': lit("$"),
    '""': lit(""),
    r'"\n\r\t\"\\\u00e9\U0001F600"': lit('\n\r\t"\\é😀'),
    '"$${a} %%{b}"': lit("${a} %{b}"),
    '"e\u0301"': lit("é"),
    '"${a}"': template(ref("a")),
    '"${a}-${b}"': template(ref("a"), lit("-"), ref("b")),
    '" ${~a~} "': template(lit(""), ref("a"), lit("")),
    '"${"${a}"}"': template(template(ref("a"))),
    '"%{if a}x%{else}y%{endif}"': template(("TemplateIf", ref("a"), [lit("x")], [lit("y")])),
    '"%{ for k, v in c ~} ${k} %{ endfor }z"': template(
        ("TemplateFor", "k", "v", ref("c"), [lit(""), ref("k"), lit(" ")]), lit("z")
    ),
    "a[0]": ("Index", ref("a"), lit(0)),
    'a["b"].c': ("GetAttr", ("Index", ref("a"), lit("b")), "c"),
    "a.0.b": ("GetAttr", ("Index", ref("a"), lit(0)), "b"),
    "a [0] . b": ("GetAttr", ("Index", ref("a"), lit(0)), "b"),
    "a[*]": ("Splat", ref("a"), [], True),
    'a[*].b[0]["c"].1': ("Splat", ref("a"), ["b", lit(0), lit("c"), lit(1)], True),
    "a[*].b[*].c": ("Splat", ref("a"), ["b", ("Splat", ELEMENT, ["c"], True)], True),
    "a[*].b.*.c[0]": ("Splat", ref("a"), ["b", ("Splat", ELEMENT, ["c"], False), lit(0)], True),
    "a.*.b.0.c": ("Splat", ref("a"), ["b", lit(0), "c"], False),
    "a.*.b[0].c": ("GetAttr", ("Index", ("Splat", ref("a"), ["b"], False), lit(0)), "c"),
    "a.*.b[*].c": ("Splat", ("Splat", ref("a"), ["b"], False), ["c"], True),
    "f()": ("Call", "f", [], False),
    "f(1, a...)": ("Call", "f", [lit(1), ref("a")], True),
    "f(a,\n b,\n)": ("Call", "f", [ref("a"), ref("b")], False),
    "provider::x::f(1).y": ("GetAttr", ("Call", "provider::x::f", [lit(1)], False), "y"),
    "true(1)": ("Call", "true", [lit(1)], False),
    "-1": ("Unary", "-", lit(1)),
    "!-a.b": ("Unary", "!", ("Unary", "-", ref("a", "b"))),
    "-a + b": ("Binary", "+", ("Unary", "-", ref("a")), ref("b")),
    "a - b - c": ("Binary", "-", ("Binary", "-", ref("a"), ref("b")), ref("c")),
    "a + b * c": ("Binary", "+", ref("a"), ("Binary", "*", ref("b"), ref("c"))),
    "a || b && c == d < e + f * g": (
        "Binary",
        "||",
        ref("a"),
        (
            "Binary",
            "&&",
            ref("b"),
            (
                "Binary",
                "==",
                ref("c"),
                ("Binary", "<", ref("d"), ("Binary", "+", ref("e"), ("Binary", "*", ref("f"), ref("g")))),
            ),
        ),
    ),
    "a * b == c || d": ("Binary", "||", ("Binary", "==", ("Binary", "*", ref("a"), ref("b")), ref("c")), ref("d")),
    "a ? b : c ? d : e": ("Conditional", ref("a"), ref("b"), ("Conditional", ref("c"), ref("d"), ref("e"))),
    "a ? b ? 1 : 2 : 3": ("Conditional", ref("a"), ("Conditional", ref("b"), lit(1), lit(2)), lit(3)),
    "(a\n+\nb)": ("Parens", ("Binary", "+", ref("a"), ref("b"))),
    "[]": ("TupleExpr", []),
    '[1, "x", # c\n a /* , */,]': ("TupleExpr", [lit(1), lit("x"), ref("a")]),
    "{}": ("ObjectExpr", []),
    '{ a = 1, "b" : 2\n (c) = 3, "${d}" = 4, 5 = 6, true = 7, e.f = 8 }': (
        "ObjectExpr",
        [
            (lit("a"), lit(1)),
            (lit("b"), lit(2)),
            (("Parens", ref("c")), lit(3)),
            (template(ref("d")), lit(4)),
            (lit(5), lit(6)),
            (lit("true"), lit(7)),
            (ref("e", "f"), lit(8)),
        ],
    ),
    "[for x in y : x if z]": ("ForExpr", None, "x", ref("y"), None, ref("x"), ref("z"), False),
    "{for k, v in y : k => v...}": ("ForExpr", "k", "v", ref("y"), ref("k"), ref("v"), None, True),
    "<<E\na\nE": lit("a\n"),
    "<<E\nE": lit(""),
    '<<E\na "b" \\n $${c}\nE': lit('a "b" \\n ${c}\n'),
    "<<-E\n    a\n      b\n\n    c\n    E": lit("a\n  b\n\nc\n"),
    "<<-E\n  a\n ${b}\n  E": template(lit(" a\n"), ref("b"), lit("\n")),
    "<<E\n%{ if a ~}\nb\n%{ endif ~}\nE": template(("TemplateIf", ref("a"), [lit("b\n")], []), lit("")),
    "<<E\n${<<E\nx\nE\n}y\nE": template(lit("x\n"), lit("y\n")),
    "<<E\r\na\r\nE\r": lit("a\r\n"),
}


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS.items(), ids=lambda item: ascii(item)[:40])
def test_expressions(text, expected):
    assert value(text) == expected


def test_spans_are_exact():
    text = '\ufeffresource "aws_instance" "web" { # c\r\n  tags = { Name = "a-${var.env}" }\r\n}\r\n'
    parsed = one(text)
    [block] = parsed.body.blocks
    assert block.labels == ["aws_instance", "web"]
    assert text[block.start : block.header_end] == 'resource "aws_instance" "web"'
    assert text[block.end - 1] == "}"
    assert [block.end, parsed.problems] == [len(text) - 2, []]
    found = {type(node).__name__: text[node.start : node.end] for _, node in nodes(block.body)}
    assert found == {
        "Attribute": 'tags = { Name = "a-${var.env}" }',
        "ObjectExpr": '{ Name = "a-${var.env}" }',
        "Template": '"a-${var.env}"',
        "Reference": "var.env",
        "Literal": "Name",
    } | {"Literal": found["Literal"]}
    assert found["Literal"] in ("Name", "a-")
    assert str(block.body.attributes["tags"].span.location()) == "main.tf:2:3"


def test_spans_of_steps_and_heredocs():
    text = "a = x[*].b[0]\nb = <<-E\n  y\n  E\nc = f(1).d\n"
    attributes = one(text).body.attributes
    assert [text[each.value.start : each.value.end] for each in attributes.values()] == [
        "x[*].b[0]",
        "<<-E\n  y\n  E",
        "f(1).d",
    ]


def test_one_line_blocks_and_bare_labels():
    parsed = one('a b "c\\n$${d}" { x = 1 }\ne {}\nf{}')
    assert [(block.type, block.labels, list(block.body.attributes)) for block in parsed.body.blocks] == [
        ("a", ["b", "c\n${d}"], ["x"]),
        ("e", [], []),
        ("f", [], []),
    ]
    assert parsed.problems == []


def test_the_first_of_two_arguments_wins_and_the_second_is_reported():
    text = "a = 1\nb = 2\na = 3\n"
    parsed = one(text)
    assert dump(parsed.body.attributes["a"].value) == lit(1)
    [problem] = parsed.problems
    assert problem.message == "the argument a was already set in line 1"
    assert text[: problem.start].count("\n") == 2


# Text with errors -> what is read all the same ("name" or "type.label...name", with ? where the value cannot be read),
# and how many problems there are.
RECOVERIES = {
    "an attribute of a block": (
        'resource "a" "b" {\n  x = var.\n  y = 1\n}\nresource "c" "d" {\n  z = 2\n}\n',
        ["resource.a.b.x?", "resource.a.b.y", "resource.c.d.z"],
        1,
    ),
    "an object within a block": (
        'resource "a" "b" {\n  x = {\n    p = 1 q = 2\n    r = 3\n  }\n  y = 1\n}\n',
        ["resource.a.b.x?", "resource.a.b.y"],
        1,
    ),
    "a bracket that is never closed": (
        'resource "a" "b" {\n  x = [1, 2\n  y = 1\n}\n\nresource "c" "d" {\n  z = 2\n}\n',
        ["resource.a.b.x?", "resource.a.b.y", "resource.c.d.z"],
        1,
    ),
    "a missing brace at the end of a block": (
        'resource "a" "b" {\n  x = 1\n\nresource "c" "d" {\n  z = 2\n}\nvariable "v" {\n  default = 3\n}\n',
        ["resource.a.b.x", "resource.c.d.z", "variable.v.default"],
        1,
    ),
    "a missing brace of an inner block": (
        'resource "a" "b" {\n  l {\n    x = 1\n}\nresource "c" "d" {\n  z = 2\n}\n',
        ["resource.a.b.l.x", "resource.c.d.z"],
        1,
    ),
    "one brace too many": ("a {\n  x = 1\n}\n}\nb {\n  y = 2\n}\n", ["a.x", "b.y"], 1),
    "a brace on the next line": ('resource "a" "b"\n{\n  x = 1\n}\ny = 2\n', ["y", "resource.a.b.x"], 1),
    "a brace behind the last argument": ("a {\n  x = 1 }\nb {\n  y = 2\n}\n", ["a.x", "b.y"], 1),
    "a comma behind an argument": ("x = 1,\ny = 2\n", ["x", "y"], 1),
    "blocks on one line": ("a { b { x = 1 } }\nc {\n  y = 2\n}\n", ["a.b.x", "c.y"], 2),
    "a string without its end": ('a {\n  x = "one\n  y = "two"\n}\n', ["a.x?", "a.y"], 1),
    "a label without its end": ('resource "a" "b {\n  x = 1\n}\nc {\n  y = 2\n}\n', ["c.y"], 1),
    "a heredoc without its end": (
        'resource "a" "b" {\n  w = 0\n  x = <<EOT\n} y = "\n\nresource "c" "d" {\n  z = 2\n}\n',
        ["resource.a.b.w", "resource.a.b.x?", "resource.c.d.z"],
        1,
    ),
    "a heredoc at the end of the file": ("x = <<EOT\na\nEOT", ["x"], 1),
    "blanks behind a heredoc's marker": ("x = <<EOT \na {\nEOT\ny = 1\n", ["x", "y"], 1),
    "braces in a heredoc within a broken call": ("x = f(<<E\n{{{\nE\n) y\nz = 1\n", ["x?", "z"], 1),
    "an unknown escape": ('x = "\\d"\ny = 1\n', ["x?", "y"], 1),
    "an unresolved merge": ("<<<<<<< HEAD\nx = 1\n=======\ny = 2\n>>>>>>> other\nz = 3\n", ["x", "y", "z"], 3),
    "a comment without its end": ("x = 1\n/* y = 2\n", ["x"], 1),
    "a name alone": ("x\ny = 1\n", ["y"], 1),
    "arguments with colons": ("x: 1\ny = 1\n", ["y"], 1),
    "arguments in quotes": ('"x" = 1\ny = 1\n', ["y"], 1),
    "a template in a label": ('a "${b}" {\n  x = 1\n}\n', ["a.${b}.x"], 1),
    "typographic quotes": ("x = “a”\ny = 1\n", ["x?", "y"], 1),
}


def names(body, prefix=""):
    found = [f"{prefix}{name}{'?' if type(each.value) is Unreadable else ''}" for name, each in body.attributes.items()]
    for block in body.blocks:
        found += names(block.body, f"{prefix}{'.'.join([block.type, *block.labels])}.")
    return found


@pytest.mark.parametrize(("text", "expected", "count"), RECOVERIES.values(), ids=RECOVERIES)
def test_keeps_what_stands_around_an_error(text, expected, count):
    parsed = one(text)
    assert names(parsed.body) == expected
    assert len(parsed.problems) == count
    assert parsed.problems == sorted(parsed.problems, key=lambda problem: problem.start)


PROBLEMS = {
    "x = “a”": ('"“a”" is not a name: U+201C is no letter', "use straight quotes"),
    "x\u200b = 1": ('"x\u200b" is not a name: U+200B is no letter', ""),
    "x\u00a0= 1": ('expected "=" or a block after x, found U+00A0', "no-break space"),
    "x = 'a'": ('expected a value, found "\'"', "double quotes"),
    "x = a & b": ('expected a line end after the value of x, found "&"', "&&"),
    "x: 1": ('expected "=" or a block after x, found ":"', "set with ="),
    "x = a.0.1": ("legacy index syntax allows one index", "[0][1]"),
    'x = "a': ("this string is not closed on its line", "heredoc"),
    "x = <<E\na\n": ("this heredoc has no closing line E", "holds only E"),
    'x = "\\d"': ('"\\d" is not an escape sequence', "backslash"),
    "a {\n": ("this a block is not closed", "}"),
    "/* x": ('expected an argument or a block, found "/*"', "no */"),
    'x = "%{ if a }"': ("this if directive has no %{ endif }", ""),
    "x = 1.2.3": ('"1.2.3" is not a number', "decimal point"),
}


@pytest.mark.parametrize(("text", "expected"), PROBLEMS.items(), ids=ascii)
def test_says_what_is_wrong_and_what_to_do(text, expected):
    [problem] = one(f"{text}\n" if "<<" not in text else text).problems
    message, hint = expected
    assert problem.message == message
    assert hint in problem.hint


def test_the_position_of_a_problem_is_that_of_its_cause():
    source = SourceText("main.tf", 'a {\n  x = "ok"\n  y = [1, ;]\n}\n')
    [problem] = parse(source).problems
    assert source.position(problem.start) == (3, 11)


DEEP = {
    "brackets": "[" * 10_000,
    "closed brackets": "[" * 10_000 + "]" * 10_000,
    "parentheses": "(" * 10_000 + "1" + ")" * 10_000,
    "objects": "{x=" * 10_000,
    "calls": "f(" * 10_000,
    "signs": "-" * 10_000 + "1",
    "signs and parentheses": "!(" * 10_000,
    "templates": '"${' * 10_000,
    "conditions": "x ? " * 10_000,
    "chained conditions": "x ? 1 : " * 10_000 + "1",
    "operators": "x + " * 10_000 + "1",
    "indexes": "x" + "[0]" * 10_000,
    "indexes in indexes": "x[" * 10_000,
    "splats": "x" + "[*]" * 10_000,
    "indexes in splats": "x[*][" * 10_000,
    "attribute splats": "x" + ".*.a[0]" * 10_000,
    "directives": '"' + "%{if x}" * 10_000 + '"',
    "for expressions": "[for x in " * 10_000,
}


def with_little_room(call, left=60):
    """Call with only a few frames of Python's stack left."""
    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth += 1
        frame = frame.f_back

    def descend(levels):
        return call() if levels <= 0 else descend(levels - 1)

    return descend(sys.getrecursionlimit() - depth - left)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_a_problem_whatever_room_the_caller_has(text):
    source = SourceText("main.tf", f"a = {text}\nb = 1\n")
    parsed = parse(source)
    assert parsed.problems[0].message == f"this is nested more than {MAX_NESTING} levels deep"
    assert dump(with_little_room(lambda: parse(source)).body) == dump(parsed.body)


def test_deep_blocks_are_a_problem():
    parsed = one("a {\n" * 10_000 + "}\n" * 10_000 + "b {\n  x = 1\n}\n")
    assert "levels deep" in parsed.problems[0].message
    assert parsed.body.blocks[-1].type == "b"


@pytest.mark.parametrize(
    "text",
    [
        "[" * (MAX_NESTING - 1) + "]" * (MAX_NESTING - 1),
        "x" + ".y" * 5000,
        "f(" * (MAX_NESTING - 1) + ")" * (MAX_NESTING - 1),
        "x[*][x" * 90 + "]" * 90,
        '"${' * 60 + "x" + '}"' * 60,
        "x ? " * 150 + "1" + " : 2" * 150,
    ],
    ids=lambda text: text[:8],
)
def test_what_stays_below_the_limit_is_read_whatever_room_the_caller_has(text):
    source = SourceText("main.tf", f"a = {text}\n")
    parsed = with_little_room(lambda: parse(source))
    assert parsed.problems == []
    assert list(parsed.body.attributes) == ["a"]


@pytest.mark.parametrize("line", ["= 1\n", "}\n", "a = 1\n", "a = [\n"])
def test_stops_after_many_problems(line):
    parsed = one(line * 5000 + "x = 1\n") if line != "a = [\n" else one('a = [\nresource "b" "c" {\n}\n' * 5000)
    assert len(parsed.problems) == MAX_PROBLEMS + 1
    assert "not read" in parsed.problems[-1].message


@pytest.mark.parametrize("value", ["<<E\nx", "1 /*"], ids=["heredocs", "comments"])
def test_stops_after_a_few_open_ends(value):
    parsed = one(f'resource "a" "b" {{\n  x = {value}\n}}\n' * 5000)
    assert len(parsed.problems) == MAX_OPEN_ENDS + 2
    assert "not read" in parsed.problems[-1].message
    assert len(parsed.body.blocks) == MAX_OPEN_ENDS + 1
    assert parsed.body.cut is not None


def test_brackets_left_open_are_read_again_only_so_often():
    """Each bracket is open up to the end of the text; reading on behind all of them would take its square."""
    parsed = one("x = {\n  y = 1\n" * 100 + "  z = 1\n" * 5000)
    assert len(parsed.problems) == 2
    assert parsed.body.cut is not None


@pytest.mark.parametrize("text", ["1e99999999999", "1e9999999999"])
def test_an_exponent_beyond_terraforms_is_a_problem(text):
    assert "exponent" in one(f"a = {text}\n").problems[0].message


def test_names_hold_what_unicode_lets_them_hold():
    """Against Python's own identifiers, over the basic plane; both follow Unicode's ID_Start and ID_Continue."""
    wrong = []
    for code in range(0x80, 0x10000):
        char = chr(code)
        read = [list(parse(SourceText("main.tf", f"{name} = 1\n")).body.attributes) for name in (char, f"a{char}")]
        expected = [[name] if name.isidentifier() else [] for name in (char, f"a{char}")]
        if read != expected and unicodedata.normalize("NFKC", char) == char:
            wrong.append(f"{code:04x}")
    assert wrong == []


def test_a_part_of_a_text_can_be_read_as_an_expression():
    source = SourceText("values", 'name={ a = [1,\n "${b}"] }')
    node, problems = parse_expression(source, 5, len(source.text))
    assert problems == []
    assert dump(node) == ("ObjectExpr", [(lit("a"), ("TupleExpr", [lit(1), template(ref("b"))]))])
    assert source.text[node.start : node.end] == source.text[5:]


@pytest.mark.parametrize("text", ["", "1 2", "[", "a b", '"'])
def test_a_part_that_is_no_expression_is_a_problem(text):
    source = SourceText("values", f"xx{text}yy")
    node, problems = parse_expression(source, 2, 2 + len(text))
    assert problems
    assert all(2 <= problem.start <= problem.end <= len(source.text) for problem in problems)
    assert node is None


def test_a_part_of_a_text_can_be_read_as_a_template():
    source = SourceText("values", 'x a\\n${b}"%{ if c }d%{ endif } y')
    node, problems = parse_template(source, 2, len(source.text) - 2)
    assert problems == []
    assert dump(node) == template(lit("a\\n"), ref("b"), lit('"'), ("TemplateIf", ref("c"), [lit("d")], []))
    assert source.text[node.parts[1].start : node.parts[1].end] == "b"


LARGE = {
    "operators": "a = " + "1+" * MAX_NODES + "1\n",
    "items": "a = [" + "1," * MAX_NODES + "]\n",
    "entries": "a = {" + "a=1," * (MAX_NODES // 2) + "}\n",
    "arguments": "".join(f"a{at} = 1\n" for at in range(MAX_NODES // 2 + 1)),
    "blocks": "a {}\n" * (MAX_NODES // 5 + 1),
    "open blocks": "a {\n" + "b {}\n" * (MAX_NODES // 5 + 1),
    "steps": "a = f()" + ".a" * MAX_NODES + "\n",
    "splats": "a = a" + "[*]" * MAX_NODES + "\n",
    "lines": "a = <<E\n" + "\n" * (MAX_NODES + 1) + "E\n",
    "parts": 'a = "' + "${1}" * (MAX_NODES // 2) + '"\n',
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_the_nodes_of_a_file_are_bounded(text):
    parsed = parse(SourceText("main.tf", f"before = 1\n{text}after = 2\n"))
    [problem] = parsed.problems
    assert problem.message.startswith("a file holds at most 500,000 values and arguments")
    assert "before" in parsed.body.attributes
    assert "after" not in parsed.body.attributes


def test_recovery_looks_once_for_the_end_of_a_comment():
    parsed = parse(SourceText("main.tf", "a = ! " + "/* " * 300_000 + "\nb = 1\n"))
    assert len(parsed.problems) == 1


def test_heredocs_with_many_markers_are_read():
    text = "".join(f"<<M{at}\n  x\nM{at}x\n M{at}\n," for at in range(20_000))
    parsed = one(f"a = [{text}]\n")
    assert parsed.problems == []
    assert parsed.body.attributes["a"].value.items[-1].value == "  x\nM19999x\n"
