"""Manifests on standard input: every form they come in, and what is refused."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable

import pytest
from support import kubectl
from support.command_line import Ran, Runner

from finops_guard.cli import standard_input

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  containers:
  - name: web
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\n"
OTHER = POD.replace("name: cart", "name: basket")
OBJECT = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "c"}]}}

Send = Callable[..., Ran]


@pytest.fixture
def send(run: Runner, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Return a function that scans bytes or text on standard input."""

    def scan(sent: str | bytes, *options: str, command: tuple[str, ...] = ("scan", "-")) -> Ran:
        data = sent.encode() if isinstance(sent, str) else sent
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return run(*command, *options)

    return scan


def report(ran: Ran) -> dict[str, object]:
    found: dict[str, object] = json.loads(ran.out)
    return found


@pytest.mark.parametrize(
    ("sent", "addresses"),
    [
        (POD, ["Pod/shop/cart"]),
        (
            f"---\n# Source: shop/templates/a.yaml\n{POD}---\n# Source: shop/templates/b.yaml\n{SERVICE}",
            ["Pod/shop/cart"],
        ),
        (POD.replace("\n", "\r\n"), ["Pod/shop/cart"]),
        (POD.encode("utf-16"), ["Pod/shop/cart"]),
        (b"\xfe\xff" + POD.encode("utf-16-be"), ["Pod/shop/cart"]),
        (b"\xef\xbb\xbf" + POD.encode(), ["Pod/shop/cart"]),
        (json.dumps({"apiVersion": "v1", "kind": "List", "items": [OBJECT, OBJECT]}), ["Pod/a", "Pod/a"]),
        (json.dumps(OBJECT) * 2, ["Pod/a", "Pod/a"]),
        (f"{POD}---\n{OTHER}", ["Pod/shop/basket", "Pod/shop/cart"]),
    ],
)
def test_every_form_is_judged(send: Send, sent: str | bytes, addresses: list[str]) -> None:
    ran = send(sent, "--format", "json", "--select", "container-limits", "--verdicts", "all")
    assert ran.code == 0
    found = report(ran)
    assert sorted(finding["address"] for finding in found["findings"]) == addresses
    assert {finding["location"]["path"] for finding in found["findings"]} == {"<stdin>"}
    assert [(file["path"], file["status"]) for file in found["files"]] == [("<stdin>", "judged")]


def test_findings_show_their_line(send: Send) -> None:
    ran = send(POD, "--profile", "walk", "--select", "container-requests")
    assert ran.code == 1
    assert "<stdin>:6:11" in ran.out
    assert "6 |   - name: web" in ran.out


def test_inspect_shows_what_was_sent(send: Send) -> None:
    ran = send(POD, command=("inspect", "resources", "-"))
    assert ran.code == 0
    assert "Pod/shop/cart  <stdin>:2:1" in ran.out


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("", "no content"),
        ("\n---\n# nothing\n", "no content"),
        (b"\xff\xfe", "no content"),
        ("NAME READY\ncart 1/1\n", "no Kubernetes object"),
        ('[{"op": "remove"}]', "a list, such as a JSON patch"),
        ("apiVersion: v1\nkind: List\nitems: []\n", "no content"),
    ],
)
def test_nothing_to_scan(send: Send, sent: str | bytes, why: str) -> None:
    ran = send(sent)
    assert (ran.code, ran.out) == (2, "")
    assert f"nothing to scan: standard input holds {why}" in ran.err
    assert send(sent, "--allow-empty").code == 0
    assert send(sent, command=("inspect", "resources", "-")).code == 2


@pytest.mark.parametrize(
    ("sent", "position"),
    [
        (f"{POD}a: [\n---\n{OTHER}", "<stdin>:7:5"),
        (f"{OTHER}---\n{POD}a: \x01\n", "<stdin>:14:4"),
        (POD.encode("utf-16-le"), "<stdin>:1:1"),
        (POD.encode() + b"# \xff\n", "<stdin>:1:1"),
    ],
)
def test_what_cannot_be_read_fails_with_its_position(send: Send, sent: str | bytes, position: str) -> None:
    ran = send(sent, "--select", "readable-source")
    assert ran.code == 1
    assert f"FG-SRC-001 readable-source  {position}\n" in ran.out


def test_more_than_the_bound_is_refused(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard_input, "MAX_SIZE", 100)
    assert send(POD + "#" * 200, "--select", "container-limits").code == 0  # what a file may have, it may have, too
    ran = send("#" * (5 * 1024 * 1024 + 1))
    assert (ran.code, ran.out) == (2, "")
    assert "standard input is larger than 5,242,880 bytes" in ran.err


def test_it_may_be_larger_than_files(send: Send, run: Runner) -> None:
    run.write(".finops-guard.yaml", "max-file-size: 10\n")
    assert send(POD, "--select", "container-limits", "--format", "json").out.count("Pod/shop/cart") > 0


def test_configuration_and_exceptions_are_those_of_the_working_directory(
    send: Send, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.write(".git/HEAD", "")
    run.write("sub/prod/.finops-guard.yaml", "profile: walk\nselect: [container-requests]\n")
    run.write("sub/prod/other.yaml", OTHER)
    run.write("sub/prod/kustomization.yaml", "resources: [<stdin>]\ncommonLabels: {a: b}\n")
    monkeypatch.chdir(run.directory / "sub" / "prod")
    ran = send(POD, "--format", "json", "--verdicts", "all")
    found = report(ran)
    assert ran.code == 1
    assert found["settings"]["profile"] == "walk"
    assert [file["path"] for file in found["files"]] == ["<stdin>"]
    assert {finding["environment"] for finding in found["findings"]} == {None}
    assert "  <stdin>:6:11" in send(POD).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("scan", "-", "."), "- (standard input) cannot be scanned together with other paths"),
        (("scan", ".", "-"), "- (standard input) cannot be scanned together with other paths"),
        (("scan", "-", "-"), "- (standard input) cannot be scanned together with other paths"),
        (("inspect", "roots", "-"), "standard input holds manifests, and no root modules"),
    ],
)
def test_wrong_usage(run: Runner, arguments: tuple[str, ...], message: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert message in ran.err


def test_a_file_of_that_name_is_a_file(run: Runner) -> None:
    run.write("-", POD)
    ran = run("scan", "./-")
    assert (ran.code, "nothing to scan: no Terraform or Kubernetes files here" in ran.err) == (2, True)


def test_standard_input_that_is_closed(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ran = run("scan", "-")
    assert (ran.code, ran.err) == (2, "error: standard input is closed: send manifests to it\n")


def test_a_terminal_is_refused_at_once(run: Runner) -> None:
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "finops_guard", "scan", "-"]
    done = subprocess.run(
        command, stdin=terminal, capture_output=True, text=True, timeout=60, cwd=run.directory, check=False
    )
    os.close(master)
    os.close(terminal)
    assert done.returncode == 2
    assert "standard input is a terminal" in done.stderr


def test_what_kubectl_renders_is_judged(send: Send, run: Runner) -> None:
    run.write("app/kustomization.yaml", "resources: [pod.yaml]\nnamePrefix: eu-\nnamespace: shop-eu\n")
    run.write("app/pod.yaml", POD)
    rendered = kubectl.render(run.directory / "app", run.directory)
    ran = send(rendered, "--select", "container-limits", "--format", "json")
    assert {finding["address"] for finding in report(ran)["findings"]} == {"Pod/shop-eu/eu-cart"}


def test_what_helm_renders_is_judged(send: Send) -> None:
    """As ``helm template`` writes it: a comment with the template's path above each object."""
    rendered = f"---\n# Source: shop/templates/pod.yaml\n{POD}\n---\n# Source: shop/templates/empty.yaml\n---\n{OTHER}"
    ran = send(rendered, "--select", "container-limits", "--format", "json")
    assert [finding["location"]["line"] for finding in report(ran)["findings"]] == [8, 18]
