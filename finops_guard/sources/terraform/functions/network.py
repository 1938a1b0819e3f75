"""IP network functions."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from finops_guard.sources.terraform.functions.signature import Function, scalar
from finops_guard.sources.terraform.kinds import EvaluationError

_PREFIX = re.compile(r"([0-9A-Fa-f:.]{1,60})/([0-9]{1,3})")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")

Network = IPv4Network | IPv6Network


def _network(prefix: str) -> Network:
    match = _PREFIX.fullmatch(prefix)
    try:
        if match is None:
            raise ValueError
        # Leading zeros of a decimal number mean nothing.
        address = _ZEROS.sub("", match[1]) if ":" not in prefix else match[1]
        return ip_network((address, int(match[2])), strict=False)
    except ValueError:
        raise EvaluationError("an IP network in CIDR notation is required") from None


def _host(prefix: str, number: int) -> str:
    network = _network(prefix)
    at = network.num_addresses + number if number < 0 else number
    if not 0 <= at < network.num_addresses:
        raise EvaluationError("the network has no host of this number")
    return str(network[at])


def _netmask(prefix: str) -> str:
    network = _network(prefix)
    if isinstance(network, IPv6Network):
        raise EvaluationError("cidrnetmask() takes IPv4 networks only")
    return str(network.netmask)


def _subnet(prefix: str, new_bits: int, number: int) -> str:
    network = _network(prefix)
    length = network.prefixlen + new_bits
    if not 0 <= length <= network.max_prefixlen:
        raise EvaluationError("the network has not enough address bits left")
    if new_bits < 0 and number == 0:
        return str(network.supernet(new_prefix=length))
    if new_bits < 0 or not 0 <= number < 1 << new_bits:
        raise EvaluationError("the prefix has no subnet of this number")
    step = 1 << (network.max_prefixlen - length)
    return f"{network.network_address + number * step}/{length}"


# How many bits longer cidrsubnets() makes a prefix at most.
_MAX_BITS = 32


def _subnets(prefix: str, *new_bits: int) -> list[str]:
    network = _network(prefix)
    at = int(network.network_address)
    end = at + network.num_addresses
    if new_bits and at == 0:
        # The subnet before the first one is the last of the whole address space, which Terraform takes for an overrun.
        raise EvaluationError("the network has not enough room for all subnets")
    made = []
    for bits in new_bits:
        length = network.prefixlen + bits
        if not 1 <= bits <= _MAX_BITS or length > network.max_prefixlen:
            raise EvaluationError("the network has not enough address bits left")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > end:
            raise EvaluationError("the network has not enough room for all subnets")
        made.append(str(type(network)((at, length))))
        at += size
    return made


FUNCTIONS: dict[str, Function] = {
    "cidrhost": scalar("sI", _host),
    "cidrnetmask": scalar("s", _netmask),
    "cidrsubnet": scalar("siI", _subnet),
    "cidrsubnets": scalar("si&", _subnets),
}
