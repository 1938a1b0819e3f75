"""What the machines of Compute Engine cost: their type, disks, accelerators, licences and external addresses."""

from __future__ import annotations

from finops_guard.catalog import sizes
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import Range, exactly
from finops_guard.pricing.gcp import disks
from finops_guard.pricing.gcp.reading import Reader

# Projects and families of images that are paid for beside the machine: RHEL, SLES, Windows Server (LicenseType of
# Migration Center's API, 2026-04-03), SQL Server, Ubuntu Pro.
_LICENSED = ("windows", "sql-", "rhel", "sles", "suse", "ubuntu-pro", "ubuntu-os-pro")
_SPOT = (
    ("scheduling.provisioning_model", "SPOT"),
    ("scheduling.preemptible", True),
    ("preemptible", True),
    ("spot", True),
)


def spot(bill: Bill, read: Reader) -> bool | None:
    """Tell whether machines may be taken away at any time, and cost less for it; None where that is not known."""
    found: bool | None = False
    for path, option in _SPOT:
        value = read.value(path)
        if value is None:
            continue
        if value.is_unknown:
            bill.because(value.causes)
            found = None
        elif value.raw == option or (option is True and value.raw == "true"):
            return True
    return found


def add_machine(bill: Bill, read: Reader, count: Range | None, default: str = "", *, assumed: str = "") -> None:
    """Add a number of machines of the type that a part of a configuration names, and their accelerators."""
    type_ = read.text("machine_type", default)
    taken = spot(bill, read)
    if taken:
        bill.unpriced("machine", "no source has a price of spot machines")
    elif taken is None:
        bill.unpriced("machine", "whether it is a spot machine is not known")
    elif read.writes("scheduling.node_affinities") or read.writes("node_group"):
        bill.unpriced("machine", "no source has a price of sole-tenant nodes")
    elif not type_:
        bill.unpriced("machine", "its type is not known" if type_ is None else "it names no type")
    else:
        why = "" if read.writes("machine_type") else f"the default of {default}"
        bill.hourly("machine", bill.machine("gce", type_), count, assumed="; ".join(filter(None, (why, assumed))))
    size = sizes.lookup("gce", type_.rpartition("/")[2]) if type_ else None
    if size is not None and size.gpus:
        return  # which its price counts
    for each in read.blocks("guest_accelerator", "accelerators"):
        if each.number("count", 1) != 0:
            bill.unpriced("accelerators", f"no source has a price of {each.text('type') or 'its type'}")


def add_license(bill: Bill, image: str | None) -> None:
    """Say that an operating system is paid for, where the name of the image tells it."""
    parts = (image or "").split("/")
    if any(part.startswith(_LICENSED) for part in parts):
        bill.unpriced("licence", f"no source has a price of the licence of the image {parts[-1]}")


def add_instance(bill: Bill, read: Reader) -> None:
    """Add one machine with what a block of it makes; disks that exist by themselves are counted there."""
    if read.text("desired_status") not in ("TERMINATED", "SUSPENDED"):
        add_machine(bill, read, exactly(1))
    for boot in read.blocks("boot_disk", "boot disk"):
        if not boot.writes("source"):
            disks.add(bill, "boot disk", boot, "initialize_params.size", "initialize_params.type")
            add_license(bill, boot.text("initialize_params.image"))
    for each in read.blocks("scratch_disk", "local SSDs"):
        size = each.number("size", disks.SCRATCH)
        if size is not None:
            disks.scratch(bill, exactly(1), size=size)
        else:
            bill.unpriced("local SSDs", "their size is not known")
    add_addresses(bill, read, exactly(1))


def add_template(bill: Bill, read: Reader, count: Range | None) -> None:
    """Add a number of machines as a template makes them."""
    add_machine(bill, read, count)
    for each in read.blocks("disk", "disks"):
        if each.writes("source"):
            continue
        name = "boot disk" if each.flag("boot") else "disk"
        if count is None:
            bill.unpriced(name, "how many machines there are is not known")
        elif each.text("type") == "SCRATCH":
            disks.scratch(bill, exactly(1), count, each.number("disk_size_gb") or disks.SCRATCH)
        elif each.writes("source_image") or each.writes("source_snapshot"):
            disks.add(bill, name, each, "disk_size_gb", "disk_type", count)
        else:
            disks.add(bill, name, each, "disk_size_gb", "disk_type", count, default_size=disks.EMPTY)
        add_license(bill, each.text("source_image"))
    add_addresses(bill, read, count)


def add_addresses(bill: Bill, read: Reader, count: Range | None) -> None:
    """Add the external addresses of machines: one for each access configuration of an interface."""
    number = len(read.blocks("network_interface.access_config", "external IP address"))
    if not number:
        return
    if spot(bill, read) is not False:
        bill.unpriced("external IP address", "no source has a price of an address of a spot machine")
        return
    price = bill.unit("VPC", "external IP address", "standard VM")
    bill.hourly("external IP address", price, None if count is None else count * exactly(number))
