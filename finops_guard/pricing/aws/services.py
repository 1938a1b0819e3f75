"""What smaller services of AWS cost: directories, network firewalls, transfers, certificates, builds, events.

Usage keys: ``monthly_data_processed_gb`` (a firewall), ``monthly_data_downloaded_gb`` and ``monthly_data_uploaded_gb``
(a transfer server), ``monthly_requests`` (certificates that are issued), ``monthly_build_mins``,
``monthly_custom_events``, ``monthly_third_party_events``, ``monthly_archive_processing_gb``, ``archive_storage_gb``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from finops_guard.pricing.aws.parts import blocks
from finops_guard.pricing.bill import Bill

# As prices name them; a server without any has SFTP, as the provider's page of transfer_server says.
_PROTOCOLS = {"SFTP": "sftp", "FTPS": "ftps", "FTP": "ftp", "AS2": "as2"}


def network_firewall(bill: Bill) -> None:
    """Add an endpoint in each subnet, and the data that it inspects."""
    count = blocks(bill, "subnet_mapping")
    bill.hourly("firewall endpoints", bill.unit("Network Firewall", "network firewall endpoint"), count or None)
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("Network Firewall", "data processed"))


def transfer_server(bill: Bill) -> None:
    """Add the hours of each protocol, and the data that is transferred."""
    protocols = bill.values("protocols")
    for value in protocols:
        bill.because(value.causes)
    names = [str(each.raw) for each in protocols if isinstance(each.raw, str)] if protocols else ["SFTP"]
    if len(names) < len(protocols):
        bill.unpriced("protocols", "which ones it has is not known")
    for name in names:
        component = f"{_PROTOCOLS.get(name, name)} protocol enabled"
        bill.hourly(f"{name} endpoint", bill.unit("Transfer Family", component))
    for way in ("downloaded", "uploaded"):
        bill.usage(f"data {way}", f"monthly_data_{way}_gb", bill.unit("Transfer Family", f"data {way}"))


def certificate_authority(bill: Bill) -> None:
    """Add an authority by the month, and the certificates that it issues; it is one for general use unless written."""
    mode = bill.text("usage_mode", "GENERAL_PURPOSE")
    if mode is None:
        bill.unpriced("certificate authority", "its mode is not known")
        return
    is_short = mode == "SHORT_LIVED_CERTIFICATE"
    price = bill.unit("ACM PCA", "private certificate authority", "short-lived certificate mode" if is_short else "")
    bill.add("certificate authority", price, 1)
    issued = bill.unit("ACM PCA", "certificates", "short-lived" if is_short else "")
    bill.usage("certificates", "monthly_requests", issued)


def build_project(bill: Bill) -> None:
    """Add the minutes that a project builds, on machines of its size."""
    kind, size = bill.text("environment.type"), bill.text("environment.compute_type")
    if not kind or not size:
        bill.unpriced("builds", "what it builds on is not known", usage=True)
        return
    system = "windows" if kind.startswith("WINDOWS") else "linux" if kind == "LINUX_CONTAINER" else kind.lower()
    named = size.removeprefix("BUILD_").replace("_", ".").lower()
    bill.usage("builds", "monthly_build_mins", bill.unit("CodeBuild", system, named))


def event_bus(bill: Bill) -> None:
    """Add the events that are published to a bus, and what is kept of them."""
    for name, component, key in (
        ("custom events", "custom events published", "monthly_custom_events"),
        ("third-party events", "third-party events published", "monthly_third_party_events"),
        ("archive processing", "archive processing", "monthly_archive_processing_gb"),
        ("archive storage", "archive storage", "archive_storage_gb"),
    ):
        bill.usage(name, key, bill.unit("EventBridge", component))


def security_module(bill: Bill) -> None:
    """Add a hardware security module."""
    bill.hourly("HSM", bill.unit("CloudHSM", "hsm usage"))


def directory(bill: Bill) -> None:
    """Add the domain controllers of a managed Microsoft AD (Enterprise unless written): two, unless more are written.

    Defaults: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/directory_service_directory
    """
    kind, edition = bill.text("type", "SimpleAD"), bill.text("edition", "Enterprise")
    if kind is None or edition is None:
        bill.unpriced("directory", "its type or its edition is not known")
    elif kind != "MicrosoftAD":
        bill.unpriced("directory", f"no source has a price of a whole directory of the type {kind}")
    else:
        count = bill.number("desired_number_of_domain_controllers", 2)
        price = bill.unit("Directory Service", "directory service", f"Microsoft AD, {edition}")
        bill.hourly("domain controllers", price, None if count is None else max(count, Decimal(2)))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_acmpca_certificate_authority": certificate_authority,
    "aws_cloudhsm_v2_hsm": security_module,
    "aws_cloudwatch_event_bus": event_bus,
    "aws_codebuild_project": build_project,
    "aws_directory_service_directory": directory,
    "aws_networkfirewall_firewall": network_firewall,
    "aws_transfer_server": transfer_server,
}
