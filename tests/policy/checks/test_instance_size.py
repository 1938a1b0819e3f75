from __future__ import annotations

import pytest
from policy.building import CAUSE, UNKNOWN, judge, resource, verdicts

BIG = [("fail", "instance_type")]
UNRESOLVED = [("unresolved", "instance_type")]
STAGED = {"environments": {"prod": {}, "dev": {"max_vcpu": 4}, "default": {"max_vcpu": 16, "max_memory_gib": 64}}}


@pytest.mark.parametrize(
    ("size", "environment", "expected"),
    [
        ("m5.4xlarge", "test", []),  # 16 vCPU, 64 GiB: the limit itself
        ("m5.8xlarge", "test", BIG),
        ("r5.4xlarge", "test", BIG),  # 16 vCPU, 128 GiB
        ("m5.24xlarge", "prod", None),  # no limit
        ("m5.2xlarge", "dev", BIG),  # 8 vCPU
        ("m5.xlarge", "dev", []),
        # unknown environment: the limits differ
        ("m5.24xlarge", None, UNRESOLVED),
        ("m5.2xlarge", None, UNRESOLVED),
        ("m5.xlarge", None, []),
        # unknown size
        (UNKNOWN, "test", UNRESOLVED),
        (UNKNOWN, "prod", None),
        ("m99.huge", "test", UNRESOLVED),
        (5, "test", UNRESOLVED),
        # no size, nothing to compare
        (None, "test", None),
        (None, None, None),
        ([], "test", None),
    ],
)
def test_limits(size: object, environment: str | None, expected: list[tuple[str, str]] | None) -> None:
    judged = resource(values={"instance_type": size}, environment=environment)
    assert verdicts("instance_size", STAGED, judged) == expected


def test_same_limits_everywhere_need_no_environment() -> None:
    parameters = {"environments": {"default": {"max_vcpu": 16}}}
    judged = resource(values={"instance_type": "m5.24xlarge"})
    assert verdicts("instance_size", parameters, judged) == BIG


@pytest.mark.parametrize(
    ("limits", "size", "expected"),
    [
        ({"denied": ["m4"]}, "m4.large", BIG),
        ({"denied": ["*.metal"]}, "m5.metal", BIG),
        ({"denied": ["m4"]}, "m5.large", []),
        ({"allowed": ["t3", "m5.large"]}, "t3.nano", []),
        ({"allowed": ["t3", "m5.large"]}, "m5.large", []),
        ({"allowed": ["t3", "m5.large"]}, "m5.xlarge", BIG),
        ({"max_gpus": 0}, "p3.2xlarge", BIG),
        ({"max_gpus": 0}, "m5.24xlarge", []),
    ],
)
def test_families_and_accelerators(limits: dict[str, object], size: str, expected: list[tuple[str, str]]) -> None:
    judged = resource(values={"instance_type": size}, environment="dev")
    assert verdicts("instance_size", {"environments": {"default": limits}}, judged) == expected


def test_each_size_of_a_list_is_judged() -> None:
    judged = resource("aws_eks_node_group", {"instance_types": ["m5.large", "m5.24xlarge"]}, environment="test")
    assert verdicts("instance_size", STAGED, judged) == [("fail", "instance_types[1]")]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("aws_vpc", {}),
        ("aws_rds_cluster", {"engine": "aurora-mysql"}),
        ("aws_launch_template", {"instance_requirements": [{"vcpu_count": [{"min": 1}]}]}),
        ("aws_autoscaling_group", {"launch_template": [{"id": "lt-1"}]}),
    ],
)
def test_resource_without_size_is_not_judged(type_: str, values: object) -> None:
    assert verdicts("instance_size", STAGED, resource(type_, values, environment="test")) is None


def test_message_tells_figures_and_limit() -> None:
    judged = resource(values={"instance_type": "m5.24xlarge"}, environment="test")
    (outcome,) = judge("instance_size", STAGED, judged) or []
    assert outcome.message == "aws_instance.web is m5.24xlarge (96 vCPU, 384 GiB): more than 16 vCPU in test"
    assert outcome.span is not None


def test_causes() -> None:
    by_environment = resource(values={"instance_type": "m5.24xlarge"}, causes=(CAUSE,))
    by_size = resource(values={"instance_type": UNKNOWN}, environment="test")
    unheard_of = resource(values={"instance_type": "m99.huge"}, environment="test")
    texts = [
        [cause.text for outcome in judge("instance_size", STAGED, judged) or [] for cause in outcome.causes]
        for judged in (by_environment, by_size, unheard_of)
    ]
    assert texts == [[CAUSE.text], [CAUSE.text], ["the catalog does not know the size m99.huge"]]
