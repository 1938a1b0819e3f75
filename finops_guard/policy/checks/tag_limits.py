"""What providers take as tags and labels: how many, how long, and of which characters.

Sources, each opened:
AWS: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/allocation-tag-restrictions.html,
https://docs.aws.amazon.com/directoryservice/latest/devguide/API_Tag.html (the set of characters),
https://docs.aws.amazon.com/mediaconnect/latest/ug/tagging-restrictions.html (Amazon EC2 takes any characters),
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html (10 tags an object).
Azure: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations.
Google Cloud: https://cloud.google.com/resource-manager/docs/labels-overview#requirements.
Kubernetes: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from finops_guard.policy.patterns import Globs

# Tells what is wrong with a text, as the end of a sentence about it; an empty text where nothing is.
Judge: TypeAlias = Callable[[str], str]

_DNS_NAME = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_GOOGLE_LONGEST = _KUBERNETES_LONGEST = 63

# The types of Amazon EC2 by their names, and the groups that it scales.
_ANY_CHARACTER = """
    aws_ami aws_ami_* aws_autoscaling_group aws_capacity_reservation aws_customer_gateway aws_default_* aws_ebs_*
    aws_ec2_* aws_egress_only_internet_gateway aws_eip aws_flow_log aws_instance aws_internet_gateway aws_key_pair
    aws_launch_template aws_nat_gateway aws_network_acl aws_network_interface aws_placement_group aws_route_table
    aws_security_group aws_spot_* aws_subnet aws_vpc aws_vpc_* aws_vpn_*
"""
_S3_OBJECTS = "aws_s3_object aws_s3_bucket_object aws_s3_object_copy"
_FIFTEEN = """
    azurerm_automation_* azurerm_cdn_endpoint azurerm_cdn_profile azurerm_dns_a_record azurerm_dns_zone
    azurerm_private_dns_a_record azurerm_private_dns_zone azurerm_private_dns_zone_virtual_network_link
"""
_NO_BLANKS = "azurerm_dns_* azurerm_traffic_manager_profile"
_FRONT_DOOR = "azurerm_cdn_frontdoor_* azurerm_frontdoor*"
# Their labels are of Kubernetes' kind, with rules of their own.
_KNATIVE = "google_cloud_run_service google_cloud_run_domain_mapping"


class Rules(Struct, frozen=True):
    """What a resource type takes: how many at the most (None: any number), and what is wrong with a key or a value.

    ``part`` judges what is known of a value of which the rest is not; ``longest`` is how long a value may be.
    """

    most: int | None
    longest: int
    key: Judge
    value: Judge
    part: Judge


@lru_cache(maxsize=4096)
def rules(provider: str, type_: str) -> Rules | None:
    """Return what a resource type of a provider takes; None where that is not documented."""
    if provider == "aws":
        return _aws(type_)
    if provider == "azurerm":
        return _azure(type_)
    if provider in ("google", "google-beta"):
        return None if _is_one(type_, _KNATIVE) else _GOOGLE
    return _KUBERNETES if provider == "kubernetes" else None


def _is_one(type_: str, patterns: str) -> bool:
    return Globs(patterns.split()).match(type_)


def _aws(type_: str) -> Rules:
    any_character = _is_one(type_, _ANY_CHARACTER)

    def part(text: str) -> str:
        return "" if any_character else _strange(text, _is_of_aws, "which not every service of AWS takes in tags")

    def key(text: str) -> str:
        if text[:4].casefold() == "aws:":
            return 'begins with "aws:", which AWS keeps for itself'
        return _size(text, 128, at_least=1) or part(text)

    return Rules(10 if _is_one(type_, _S3_OBJECTS) else 50, 256, key, lambda text: _size(text, 256) or part(text), part)


def _is_of_aws(sign: str) -> bool:
    return sign.isalnum() or sign in " _.:/=+-@" or _category(sign).startswith("Z")


def _azure(type_: str) -> Rules:
    longest = 128 if type_ == "azurerm_storage_account" else 512
    no_blanks, front_door = _is_one(type_, _NO_BLANKS), _is_one(type_, _FRONT_DOOR)

    def key(text: str) -> str:
        if no_blanks and (" " in text or text[:1].isdigit()):
            return "has a blank or begins with a digit, which Azure DNS and Traffic Manager do not take"
        refused = "<>%&\\?/#:" if front_door else "<>%&\\?/"
        return _size(text, longest, at_least=1) or _strange(
            text, lambda sign: sign not in refused, "which Azure does not take in names of tags"
        )

    return Rules(15 if _is_one(type_, _FIFTEEN) else 50, 256, key, lambda text: _size(text, 256), lambda _: "")


def _google_part(text: str) -> str:
    return _strange(text, _is_of_google, "which is no lower-case letter, digit, dash or underscore")


def _google_key(text: str) -> str:
    wrong = _size(text, _GOOGLE_LONGEST, at_least=1) or _google_part(text)
    return wrong or ("" if _category(text[0]) in ("Ll", "Lo") else "does not begin with a lower-case letter")


def _is_of_google(sign: str) -> bool:
    return sign in "abcdefghijklmnopqrstuvwxyz0123456789_-" or (
        not sign.isascii() and _category(sign) in ("Ll", "Lo", "Lm", "Mn", "Mc", "Nd", "Nl", "No")
    )


_GOOGLE = Rules(
    64,
    _GOOGLE_LONGEST,
    _google_key,
    lambda text: _size(text, _GOOGLE_LONGEST) or _google_part(text),
    _google_part,
)


def _kubernetes_part(text: str) -> str:
    return _strange(text, _is_of_kubernetes, "which is no letter, digit, dash, underscore or dot")


def _is_of_kubernetes(sign: str) -> bool:
    return sign.isascii() and (sign.isalnum() or sign in "-_.")


def _kubernetes_value(text: str) -> str:
    return (_size(text, _KUBERNETES_LONGEST) or _kubernetes_part(text) or _ends(text)) if text else ""


def _kubernetes_key(text: str) -> str:
    prefix, slash, name = text.rpartition("/")
    if slash and (
        len(prefix) > 253
        or not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", prefix)
    ):
        return "has a prefix that is no DNS name in lower case"
    return _size(name, _KUBERNETES_LONGEST, at_least=1) or _kubernetes_part(name) or _ends(name)


def _ends(text: str) -> str:
    return "" if text[0].isalnum() and text[-1].isalnum() else "does not begin and end with a letter or digit"


_KUBERNETES = Rules(None, _KUBERNETES_LONGEST, _kubernetes_key, _kubernetes_value, _kubernetes_part)


def _size(text: str, longest: int, *, at_least: int = 0) -> str:
    if len(text) < at_least:
        return "is empty"
    return f"has {len(text):,} characters, more than {longest}" if len(text) > longest else ""


def _strange(text: str, is_right: Callable[[str], bool], why: str) -> str:
    """Say which sign of a text is not taken; nothing where all are."""
    sign = next((sign for sign in text if not is_right(sign)), None)
    if sign is None:
        return ""
    shown = f'"{sign}"' if sign.isprintable() and sign != '"' else f"the character U+{ord(sign):04X}"
    return f"has {shown}, {why}"


def _category(sign: str) -> str:
    from unicodedata import category

    return category(sign)
