"""A repository with something of everything that evidence tells of."""

MAIN = """\
provider "aws" { region = "eu-west-1" }
resource "aws_ebs_volume" "old" {
  availability_zone = "eu-west-1a"
  size = 100
  type = "gp2"
}
resource "aws_ebs_volume" "waived" {
  availability_zone = "eu-west-1a"
  size = 100
  type = "gp2"
}
resource "aws_ebs_volume" "good" {
  availability_zone = "eu-west-1a"
  size = 100
  type = "gp3"
}
"""

EXCEPTION = """\
id: EXC-2026-0001
kind: waiver
policies: [gp2-volumes]
scope: {addresses: [aws_ebs_volume.waived]}
reason: The volume is replaced together with its machine in spring.
monthly_cost: {at_grant: 10, cap: 20.5}
requested_by: a.writer
approved_by: a.reader
approved_in: "=cmd|' /C calc'!A0"
created: 2026-02-01
expires: 2026-04-01
"""

EXPIRED = EXCEPTION.replace("0001", "0002").replace("2026-04-01", "2026-03-01").replace(".waived", ".gone")
INVALID = EXCEPTION.replace("0001", "0003").replace("a.reader", "A.Writer")

POLICY = """\
id: ACME-VOL-001
name: small-volumes
title: Volumes are small
description: Ours are.
severity: warning
capability: Usage Optimization
match:
  resources: [aws_ebs_volume]
check:
  attribute: {path: size, operator: at_most, value: 100, absent: pass}
remediation: Make it small.
"""

FILES = {
    "live/main.tf": MAIN,
    ".finops/exceptions/one.yaml": EXCEPTION,
    ".finops/exceptions/two.yaml": EXPIRED,
    ".finops/exceptions/three.yaml": INVALID,
    ".finops-guard.yaml": "policy-directories: [policies]\n",
    "policies/small-volumes.yaml": POLICY,
    ".github/CODEOWNERS": "* @a.reader\n/policies/ @finops @audit # who else\n",
}
