"""What certificate authorities, key stores, firewalls, file servers, events and builds of AWS cost.

Usage keys: ``monthly_requests`` (certificates), ``monthly_data_processed_gb``, ``monthly_data_uploaded_gb``,
``monthly_data_downloaded_gb``, ``monthly_custom_events``, ``monthly_third_party_events``,
``monthly_archive_processing_gb``, ``archive_storage_gb``, ``monthly_build_mins``.

Defaults are those of the provider's documentation (hashicorp/terraform-provider-aws, read 2026-11-29).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.aws.parts import blocks
from finops_guard.pricing.bill import Bill

_SHORT_LIVED = "SHORT_LIVED_CERTIFICATE"


def certificate_authority(bill: Bill) -> None:
    """Add a private authority, root or subordinate, with the certificates that it issues."""
    mode = bill.text("usage_mode", "GENERAL_PURPOSE")
    if mode is None:
        bill.unpriced("certificate authority", "what it is used for is not known")
        return
    is_short = mode == _SHORT_LIVED
    kind = "short-lived certificate mode" if is_short else ""
    bill.add("certificate authority", bill.unit("ACM PCA", "private certificate authority", kind), 1)
    price = bill.unit("ACM PCA", "certificates", "short-lived" if is_short else "")
    bill.usage("certificates", "monthly_requests", price)


def security_module(bill: Bill) -> None:
    """Add a hardware security module."""
    bill.hourly("HSM", bill.unit("CloudHSM", "hsm usage"))


def firewall(bill: Bill) -> None:
    """Add an endpoint in each subnet, with what passes through them."""
    bill.hourly("endpoint", bill.unit("Network Firewall", "network firewall endpoint"), blocks(bill, "subnet_mapping"))
    bill.usage("data processed", "monthly_data_processed_gb", bill.unit("Network Firewall", "data processed"))


def file_server(bill: Bill) -> None:
    """Add each protocol that is served (SFTP where none is written), and what is sent and fetched."""
    found = bill.values("protocols")
    names = [each.raw.lower() if isinstance(each.raw, str) else "" for each in found] or ["sftp"]
    for value in found:
        bill.because(value.causes)
    for name in names:
        if name == "":
            bill.unpriced("protocol", "it is not known")
        elif name != "as2":  # paid by message
            bill.hourly(name.upper(), bill.unit("Transfer Family", f"{name} protocol enabled"))
    for word in ("uploaded", "downloaded"):
        bill.usage(f"data {word}", f"monthly_data_{word}_gb", bill.unit("Transfer Family", f"data {word}"))


def event_bus(bill: Bill) -> None:
    """Add what is published on a bus and kept of it; events of AWS itself are not paid for."""
    for name, key, component in (
        ("custom events", "monthly_custom_events", "custom events published"),
        ("third-party events", "monthly_third_party_events", "third-party events published"),
        ("archive processing", "monthly_archive_processing_gb", "archive processing"),
        ("archive storage", "archive_storage_gb", "archive storage"),
    ):
        bill.usage(name, key, bill.unit("EventBridge", component))


def build_project(bill: Bill) -> None:
    """Add the minutes of builds on machines of a size."""
    size, system = bill.text("environment.compute_type"), bill.text("environment.type")
    if not size or not system:
        bill.unpriced("build", "its machine is not known", usage=True)
        return
    kind = "windows" if system.startswith("WINDOWS") else system.removesuffix("_CONTAINER").lower().replace("_", " ")
    price = bill.unit("CodeBuild", kind, size.removeprefix("BUILD_").replace("_", ".").lower())
    bill.usage("build", "monthly_build_mins", price)


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_acmpca_certificate_authority": certificate_authority,
    "aws_cloudhsm_v2_hsm": security_module,
    "aws_cloudwatch_event_bus": event_bus,
    "aws_codebuild_project": build_project,
    "aws_networkfirewall_firewall": firewall,
    "aws_transfer_server": file_server,
}
