"""What machines of EC2 cost, against calculations by hand: an m5.large is 0.096 an hour, an m5.xlarge 0.192."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.bills import bills, lines

from finops_guard.pricing.estimates import Estimate

REGION = 'provider "aws" {\n  region = "us-east-1"\n}\nvariable "any" {}\n'
MACHINE = ("machine", "730 hour", "70.08")
ROOT = ("root volume", "GB-month", "-")
Lines = list[tuple[str, str, str]]


def one(type_: str, body: str, more: str = "", usage: dict[str, int | str] | None = None) -> Estimate:
    code = f'{REGION}resource "{type_}" "this" {{\n{body}\n}}\n{more}'
    return bills(code, {f"{type_}.this": usage or {}})[f"{type_}.this"]


def reasons(found: Estimate) -> list[str]:
    return [text.partition(": ")[2] for text in found.unpriced]


def bounds(found: Estimate) -> list[str]:
    return ["-" if each is None else f"{each:.2f}" for each in (found.least, found.expected, found.most)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", [MACHINE, ROOT]),
        ("root_block_device {\n  encrypted = true\n}", [MACHINE, ROOT]),
        (  # 30 x 0.08
            'root_block_device {\n  volume_type = "gp3"\n  volume_size = 30\n}',
            [MACHINE, ("root volume (gp3)", "30 GB-month", "2.40")],
        ),
        (  # 50 x 0.10; 100 x 0.08, 1,000 x 0.005
            (
                'ebs_block_device {\n  device_name = "a"\n  volume_size = 50\n}\n'
                'ebs_block_device {\n  device_name = "b"\n  volume_size = 100\n  volume_type = "gp3"\n  iops = 4000\n}'
            ),
            [
                MACHINE,
                ROOT,
                ("volume 1 (gp2)", "50 GB-month", "5.00"),
                ("volume 2 (gp3)", "100 GB-month", "8.00"),
                ("volume 2 IOPS", "1000 IOPS-month", "5.00"),
            ],
        ),
        ("monitoring = true", [MACHINE, ("detailed monitoring", "metric-month", "-"), ROOT]),
        (  # 730 x 0.005
            "associate_public_ip_address = true",
            [MACHINE, ROOT, ("public IPv4 address", "730 hour", "3.65")],
        ),
        ('tenancy = "dedicated"', [("machine", "", "-"), ROOT]),
        ("get_password_data = true", [("machine", "", "-"), ROOT]),
        ('instance_market_options {\n  market_type = "spot"\n}', [("machine", "", "-"), ROOT]),
    ],
)
def test_instance(body: str, expected: Lines) -> None:
    assert lines(one("aws_instance", f'instance_type = "m5.large"\n{body}')) == expected


def test_an_address_of_its_own_takes_the_place_of_the_other() -> None:
    body = 'instance_type = "m5.large"\nassociate_public_ip_address = true'
    more = 'resource "aws_eip" "this" {\n  instance = aws_instance.this.id\n}\n'
    assert lines(one("aws_instance", body, more)) == [MACHINE, ROOT]


def test_use_of_an_instance() -> None:
    usage: dict[str, int | str] = {"root_volume_gb": 8, "monitored_metrics": 7}
    found = one("aws_instance", 'instance_type = "m5.large"\nmonitoring = true', usage=usage)
    # 7 x 0.30; 8 x 0.10
    assert lines(found) == [
        MACHINE,
        ("detailed monitoring", "7 metric-month", "2.10"),
        ("root volume", "8 GB-month", "0.80"),
    ]
    assert found.components[-1].reason == "its type is that of the image: the price is that of gp2"


@pytest.mark.parametrize(
    ("size", "credits", "is_paid"),
    [
        ("t3.micro", "", True),
        ("t4g.micro", "", True),
        ("t3.micro", "standard", False),
        ("t2.micro", "", False),
        ("t2.micro", "unlimited", True),
        ("m5.large", "", False),
    ],
)
def test_credits_are_paid_where_they_are_unlimited(size: str, credits: str, is_paid: bool) -> None:
    block = f'credit_specification {{\n  cpu_credits = "{credits}"\n}}' if credits else ""
    found = one("aws_instance", f'instance_type = "{size}"\n{block}')
    named = [part for part in found.components if part.name.startswith("CPU credits")]
    price = Decimal("0.04" if size.startswith("t4g") else "0.05")
    assert [(part.usage_based, part.unit_price) for part in named] == ([(True, price)] if is_paid else [])
    assert found.unpriced == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ["machine: it names no size"]),
        ("instance_type = var.any", ["machine: its size is not known"]),
        ('instance_type = "m99.huge"', ["machine: no source has a price of m99.huge"]),
        ('instance_type = "m3.xlarge"\nebs_optimized = true', ["EBS optimization: no source has a price of it"]),
        ('instance_type = "m5.large"\nebs_optimized = true', []),
        (
            'instance_type = "m5.large"\ntenancy = "host"',
            ["machine: no source has a price of machines of host tenancy"],
        ),
    ],
)
def test_what_has_no_price(body: str, expected: list[str]) -> None:
    assert reasons(one("aws_instance", body)) == expected


def test_instances_are_counted_one_by_one() -> None:
    code = REGION + 'resource "aws_instance" "this" {\n  count = 3\n  instance_type = "m5.large"\n}\n'
    assert [bounds(each) for each in bills(code).values()] == [["70.08"] * 3] * 3
    unknown = code.replace("count = 3", "count = var.any")
    assert [bounds(each) for each in bills(unknown).values()] == [["0.00", "70.08", "-"]]


TEMPLATE = """
    resource "aws_launch_template" "this" {
      instance_type = "m5.large"
      block_device_mappings {
        device_name = "/dev/xvda"
        ebs {
          volume_size = 20
          volume_type = "gp3"
        }
      }
      block_device_mappings {
        device_name = "/dev/sdb"
        ebs {
          volume_size = 100
        }
      }
      block_device_mappings {
        device_name  = "/dev/sdc"
        virtual_name = "ephemeral0"
      }
    }
"""
BY_TEMPLATE = "launch_template {\n  id = aws_launch_template.this.id\n}\n"


def test_instance_of_a_template() -> None:
    assert lines(one("aws_instance", BY_TEMPLATE, TEMPLATE)) == [
        MACHINE,
        ("root volume (gp3)", "20 GB-month", "1.60"),
        ("volume (gp2)", "100 GB-month", "10.00"),
    ]


def test_a_template_costs_nothing_by_itself() -> None:
    assert bills(REGION + TEMPLATE) == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [  # each machine 70.08 + 1.60 + 10.00 = 81.68
        ("min_size = 1\nmax_size = 4\ndesired_capacity = 2", ["81.68", "163.36", "326.72"]),
        ("min_size = 1\nmax_size = 4", ["81.68", "81.68", "326.72"]),
        ("min_size = 0\nmax_size = 4", ["0.00", "0.00", "326.72"]),
        ("min_size = 1\nmax_size = var.any", ["81.68", "81.68", "-"]),
        ("min_size = var.any\nmax_size = 4", ["-", "-", "-"]),
    ],
)
def test_group(body: str, expected: list[str]) -> None:
    found = one("aws_autoscaling_group", body + "\n" + BY_TEMPLATE, TEMPLATE)
    assert bounds(found) == expected
    assert bool(found.causes) == ("var." in body)


def test_group_of_a_launch_configuration() -> None:
    body = "min_size = 2\nmax_size = 2\nlaunch_configuration = aws_launch_configuration.this.name"
    more = """
        resource "aws_launch_configuration" "this" {
          instance_type               = "m5.large"
          associate_public_ip_address = true
          root_block_device {
            volume_size = 10
          }
        }
    """
    assert lines(one("aws_autoscaling_group", body, more)) == [
        ("machine", "1460 hour", "140.16"),
        ("root volume (gp2)", "20 GB-month", "2.00"),
        ("public IPv4 address", "1460 hour", "7.30"),
    ]
    spot = more.replace("root_block_device", 'spot_price = "0.01"\nroot_block_device')
    assert reasons(one("aws_autoscaling_group", body, spot)) == ["machine: no source has a price of spot machines"]


def mixed(inside: str, distribution: str = "") -> str:
    return f"""
        min_size         = 1
        max_size         = 4
        desired_capacity = 3
        mixed_instances_policy {{
          {distribution}
          launch_template {{
            launch_template_specification {{
              launch_template_id = aws_launch_template.this.id
            }}
            {inside}
          }}
        }}
    """


def overridden(*names: str) -> str:
    return "\n".join(f'override {{\n  instance_type = "{name}"\n}}' for name in names)


def test_group_of_several_sizes() -> None:
    found = one("aws_autoscaling_group", mixed(overridden("m5.large", "m5.xlarge")), TEMPLATE)
    # The cheaper one, the first one, the dearer one: 70.08, 3 x 70.08, 4 x 140.16; each with volumes of 11.60
    assert bounds(found) == ["81.68", "245.04", "607.04"]
    assert found.confidence == "estimated"


@pytest.mark.parametrize(
    ("base", "percent", "least", "expected", "most"),
    [  # of 1, 3 and 4 machines, on demand
        (0, 100, 1, 3, 4),
        (0, 50, 1, 2, 2),
        (1, 0, 1, 1, 1),
        (2, 50, 1, 3, 3),
    ],
)
def test_group_with_spot_machines(base: int, percent: int, least: int, expected: int, most: int) -> None:
    distribution = f"""
        instances_distribution {{
          on_demand_base_capacity                  = {base}
          on_demand_percentage_above_base_capacity = {percent}
        }}
    """
    found = one("aws_autoscaling_group", mixed("", distribution), TEMPLATE)
    (machine,) = (part for part in found.components if part.name == "machine")
    assert machine.quantity is not None
    assert [machine.quantity.least, machine.quantity.expected, machine.quantity.most] == [
        least * 730,
        expected * 730,
        most * 730,
    ]
    assert reasons(found) == ([] if percent == 100 else ["spot machine: no source has a price of spot machines"])
    (root,) = (part for part in found.components if part.name.startswith("root"))
    assert root.quantity is not None
    assert root.quantity.most == 80


def test_group_whose_machines_are_not_counted() -> None:
    weighted = 'override {\n  instance_type = "m5.xlarge"\n  weighted_capacity = "2"\n}'
    found = one("aws_autoscaling_group", mixed(weighted), TEMPLATE)
    assert reasons(found)[0] == "machine: its capacity is counted in weights, not in machines"
    required = "override {\n  instance_requirements {\n    vcpu_count {\n      min = 2\n    }\n  }\n}"
    found = one("aws_autoscaling_group", mixed(required), TEMPLATE)
    assert reasons(found) == ["machine: its sizes are chosen by requirements, not named"]
    elsewhere = 'min_size = 1\nmax_size = 1\nlaunch_template {\n  id = "lt-1"\n}'
    assert reasons(one("aws_autoscaling_group", elsewhere)) == ["machine: its template is not in the code"]


FLEET = """
    launch_template_config {
      launch_template_specification {
        launch_template_id = aws_launch_template.this.id
        version            = "1"
      }
    }
    target_capacity_specification {
      default_target_capacity_type = "%s"
      total_target_capacity        = 5
      %s
    }
"""


@pytest.mark.parametrize(
    ("kind", "more", "hours", "is_spot"),
    [
        ("on-demand", "", 5 * 730, False),
        ("on-demand", "spot_target_capacity = 2", 3 * 730, True),
        ("spot", "on_demand_target_capacity = 1", 730, True),
        ("spot", "", 0, True),
    ],
)
def test_fleet(kind: str, more: str, hours: int, is_spot: bool) -> None:
    found = one("aws_ec2_fleet", FLEET % (kind, more), TEMPLATE)
    counted = [part.quantity.expected for part in found.components if part.name == "machine" and part.quantity]
    assert counted == ([hours] if hours else [])
    assert reasons(found) == (["spot machine: no source has a price of spot machines"] if is_spot else [])
    # 5 x 20 GB, 5 x 100 GB
    assert lines(found)[-2:] == [
        ("root volume (gp3)", "100 GB-month", "8.00"),
        ("volume (gp2)", "500 GB-month", "50.00"),
    ]


def test_spot_fleet() -> None:
    body = """
        target_capacity = 2
        launch_specification {
          instance_type = "m5.large"
          root_block_device {
            volume_size = 10
          }
        }
    """
    found = one("aws_spot_fleet_request", body)
    assert lines(found) == [("spot machine", "", "-"), ("root volume (gp2)", "20 GB-month", "2.00")]


def test_spot_instance() -> None:
    found = one("aws_spot_instance_request", 'instance_type = "m5.large"')
    assert lines(found) == [("machine", "", "-"), ROOT]


@pytest.mark.parametrize(
    ("body", "expected"),
    [  # 730 x 3.366
        ('instance_type = "c5.large"', [("dedicated host", "730 hour", "2457.18")]),
        ('instance_family = "c5"', [("dedicated host", "730 hour", "2457.18")]),
        ('instance_family = "z9"', [("dedicated host", "", "-")]),
        ("", [("dedicated host", "", "-")]),
    ],
)
def test_dedicated_host(body: str, expected: Lines) -> None:
    assert lines(one("aws_ec2_host", body)) == expected


def unknown(block: str) -> str:
    return f'dynamic "{block}" {{\n  for_each = var.any\n  content {{}}\n}}\n'


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        ("aws_instance", 'instance_type = "m5.large"\n' + unknown("ebs_block_device"), ["70.08", "70.08", "-"]),
        ("aws_instance", 'instance_type = "m5.large"\n' + unknown("root_block_device"), ["70.08", "70.08", "-"]),
        (
            "aws_instance",
            'instance_type = "m5.large"\n' + unknown("instance_market_options"),
            ["0.00", "70.08", "70.08"],
        ),
        ("aws_instance", 'instance_type = "m5.large"\ntenancy = var.any', ["0.00", "70.08", "70.08"]),
        (
            "aws_autoscaling_group",
            "min_size = 1\nmax_size = 2\n" + BY_TEMPLATE + unknown("mixed_instances_policy"),
            ["11.60", "11.60", "-"],
        ),
        ("aws_autoscaling_group", mixed("", unknown("instances_distribution")), ["11.60", "245.04", "326.72"]),
        ("aws_autoscaling_group", mixed(unknown("override")), ["11.60", "34.80", "-"]),
        (
            "aws_ec2_fleet",
            FLEET[: FLEET.index("target_capacity")] % () + unknown("target_capacity_specification"),
            ["-", "-", "-"],
        ),
        ("aws_ec2_fleet", FLEET % ("on-demand", "") + unknown("launch_template_config"), ["-", "-", "-"]),
        ("aws_spot_fleet_request", "target_capacity = 2\n" + unknown("launch_specification"), ["-", "-", "-"]),
    ],
)
def test_blocks_that_are_not_known(type_: str, body: str, expected: list[str]) -> None:
    found = one(type_, body, TEMPLATE)
    assert bounds(found) == expected
    assert found.causes
