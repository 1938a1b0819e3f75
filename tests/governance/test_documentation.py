"""What docs/exceptions.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from finops_guard.scan import scan
from finops_guard.settings import Settings
from finops_guard.tree import MemoryTree

TEXT = (Path(__file__).parents[2] / "docs" / "exceptions.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
HCL = [text for language, text in BLOCKS if language == "hcl"]
EXCEPTION = next(text for language, text in BLOCKS if language == "yaml")
BUCKET = 'resource "aws_s3_bucket" "b" {}\n'


def test_the_comments() -> None:
    on_resource, on_call = HCL[:2]
    settings = Settings(select=("required-tags",))
    report = scan(MemoryTree({"main.tf": on_resource}), [""], settings)
    assert (len(report.findings), len(report.suppressed)) == (0, 4)
    report = scan(MemoryTree({"main.tf": on_call, "bucket/main.tf": BUCKET}), [""], settings)
    assert {each.address for each in report.findings} == {'module.bucket["data"].aws_s3_bucket.b'}
    assert {each.finding.address for each in report.suppressed} == {'module.bucket["logs"].aws_s3_bucket.b'}
    assert report.notices == ()


def test_the_exception() -> None:
    call = HCL[1].partition("\n")[2].replace("./bucket", "../../bucket")
    files = {"live/dev/main.tf": call, "bucket/main.tf": BUCKET, ".finops/exceptions/logs.yaml": EXCEPTION}
    settings = Settings(select=("required-tags", "exceptions-in-order"), as_of="2026-07-30")
    report = scan(MemoryTree(files), [""], settings)
    assert {each.address for each in report.findings} == {'module.bucket["data"].aws_s3_bucket.b'}
    assert {each.exception for each in report.suppressed} == {"EXC-2026-0007"}
    assert scan(MemoryTree(files), [""], Settings(select=settings.select, as_of="2026-07-31")).suppressed == ()
