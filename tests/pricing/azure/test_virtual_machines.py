"""What machines of Azure cost, against calculations by hand: 730 h of a Standard_D2s_v3 are 87.60 in West Europe."""

from __future__ import annotations

import pytest
from support.azure_bills import Lines, bill, bill_lines, bounds, reasons

SIZE = 'size = "Standard_D2s_v3"\n'
MACHINE = ("machine", "730 hour", "87.60")
OS_DISK = 'os_disk {\nstorage_account_type = "Premium_LRS"\ndisk_size_gb = 128\n}\n'
P10 = ("OS disk (P10 LRS)", "1 month", "21.68")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (SIZE + OS_DISK, [MACHINE, P10]),
        # The image's own size, of Linux 30 GB.
        (
            SIZE + 'os_disk {\nstorage_account_type = "StandardSSD_LRS"\n}',
            [MACHINE, ("OS disk (E4 LRS)", "1 month", "2.40"), ("OS disk operations", "10k operations", "-")],
        ),
        (
            SIZE + 'os_disk {\nstorage_account_type = "Standard_LRS"\ndiff_disk_settings {\noption = "Local"\n}\n}',
            [MACHINE],
        ),
        (SIZE + 'os_managed_disk_id = "/disks/own"\n' + OS_DISK, [MACHINE]),
        # 730 x 0.096; P10 is 19.71 there
        (
            'location = "eastus"\n' + SIZE + OS_DISK,
            [("machine", "730 hour", "70.08"), ("OS disk (P10 LRS)", "1 month", "19.71")],
        ),
        # A spot machine has a disk like any other.
        (SIZE + 'priority = "Spot"\n' + OS_DISK, [("machine", "", "-"), P10]),
        (SIZE + 'dedicated_host_id = "/hosts/own"\n' + OS_DISK, [("machine", "", "-"), P10]),
        (SIZE + 'license_type = "RHEL_BASE"\n' + OS_DISK, [MACHINE, ("RHEL_BASE license", "", "-"), P10]),
        (SIZE + 'license_type = "RHEL_BYOS"\n' + OS_DISK, [MACHINE, P10]),
    ],
)
def test_linux(body: str, expected: Lines) -> None:
    assert bill_lines("azurerm_linux_virtual_machine", body) == expected


@pytest.mark.parametrize(
    ("license_type", "expected"),
    [
        ("", ["Windows license: no source has a price of it"]),
        ("None", ["Windows license: no source has a price of it"]),
        ("Windows_Server", []),
        ("Windows_Client", []),
    ],
)
def test_windows_costs_more_unless_a_license_is_brought(license_type: str, expected: list[str]) -> None:
    written = f'license_type = "{license_type}"\n' if license_type else ""
    found = bill(
        "azurerm_windows_virtual_machine", SIZE + written + 'os_disk {\nstorage_account_type = "Premium_LRS"\n}'
    )
    assert reasons(found) == expected
    # The image's own size, of Windows 127 GB.
    assert bounds(found) == ("109.28", "109.28", "-" if expected else "109.28")
    assert found.confidence == "estimated"


def test_what_is_not_known_of_a_machine_is_said() -> None:
    more = 'variable "size" {}\nvariable "disk" {}\n'
    found = bill("azurerm_linux_virtual_machine", "size = var.size\n" + OS_DISK, more=more)
    assert (reasons(found), bounds(found)) == (["machine: its size is not known"], ("21.68", "21.68", "-"))
    assert found.causes
    found = bill("azurerm_linux_virtual_machine", 'size = "Standard_D2s_v3"\nlocation = "mars"')
    assert reasons(found) == ["machine: no source has prices in mars"]


OLDER = """
vm_size = "Standard_D2s_v3"
storage_os_disk {
  name              = "os"
  create_option     = "FromImage"
  managed_disk_type = "StandardSSD_LRS"
  disk_size_gb      = 100
}
storage_data_disk {
  create_option     = "Empty"
  managed_disk_type = "Premium_LRS"
  disk_size_gb      = 512
}
storage_data_disk {
  create_option   = "Attach"
  managed_disk_id = azurerm_managed_disk.data.id
  disk_size_gb    = 1024
}
"""


def test_the_older_type_pays_for_disks_that_it_makes() -> None:
    # E10 is 9.60, P20 is 80.54; what is attached is paid for as a disk of its own
    assert bill_lines("azurerm_virtual_machine", OLDER, {"monthly_os_disk_operations": 100_000}) == [
        MACHINE,
        ("OS disk (E10 LRS)", "1 month", "9.60"),
        ("OS disk operations", "10 10k operations", "0.02"),
        ("data disk (P20 LRS)", "1 month", "80.54"),
    ]
    windows = bill("azurerm_virtual_machine", OLDER + "os_profile_windows_config {}\n")
    assert reasons(windows) == ["Windows license: no source has a price of it"]


SCALE_SET = 'sku = "Standard_D2s_v3"\ninstances = 3\n' + OS_DISK
SETTING = """
resource "azurerm_monitor_autoscale_setting" "this" {
  target_resource_id = azurerm_linux_virtual_machine_scale_set.this.id
  profile {
    name = "usual"
    capacity {
      default = 4
      minimum = 2
      maximum = 6
    }
  }
  profile {
    name = "night"
    capacity {
      default = 1
      minimum = 1
      maximum = 2
    }
  }
  %s
}
"""


@pytest.mark.parametrize(
    ("body", "more", "expected"),
    [
        (SCALE_SET, "", ("327.84", "327.84", "327.84")),  # 3 x (87.60 + 21.68)
        (SCALE_SET, SETTING % "", ("109.28", "437.12", "655.68")),  # 1, 4, 6
        (SCALE_SET, SETTING % "enabled = false", ("327.84", "327.84", "327.84")),
        ('sku = "Standard_D2s_v3"\n' + OS_DISK, "", ("0.00", "0.00", "0.00")),
        (
            SCALE_SET,
            SETTING.replace("6", "var.top") % "" + 'variable "top" {}\n',
            ("109.28", "437.12", "-"),
        ),
    ],
)
def test_scale_set(body: str, more: str, expected: tuple[str, ...]) -> None:
    assert bounds(bill("azurerm_linux_virtual_machine_scale_set", body, more=more)) == expected


def test_scale_sets_have_disks_for_each_machine() -> None:
    data = 'data_disk {\nstorage_account_type = "Premium_LRS"\ndisk_size_gb = 512\n}\n'
    assert bill_lines("azurerm_linux_virtual_machine_scale_set", SCALE_SET + data) == [
        ("machine", "2190 hour", "262.80"),
        ("OS disk (P10 LRS)", "3 month", "65.04"),
        ("data disk (P20 LRS)", "3 month", "241.62"),
    ]
    found = bill("azurerm_windows_virtual_machine_scale_set", SCALE_SET)
    assert reasons(found) == ["Windows license: no source has a price of it"]


def test_a_scale_set_of_several_sizes_costs_between_them() -> None:
    body = """
    sku_name  = "Mix"
    instances = 2
    sku_profile {
      allocation_strategy = "LowestPrice"
      virtual_machine_size {
        name = "Standard_D2s_v3"
      }
      virtual_machine_size {
        name = "Standard_B2s"
      }
    }
    """
    found = bill("azurerm_orchestrated_virtual_machine_scale_set", body)
    # 2 x 730 x 0.048, and x 0.12
    assert bounds(found) == ("70.08", "175.20", "175.20")
    one = body.replace('"Mix"', '"Standard_B2s"')
    assert bill_lines("azurerm_orchestrated_virtual_machine_scale_set", one) == [("machine", "1460 hour", "70.08")]
    assert bill_lines("azurerm_orchestrated_virtual_machine_scale_set", "instances = 2") == []


def test_the_older_scale_set_has_its_size_in_a_block() -> None:
    body = """
    sku {
      name     = "Standard_D2s_v3"
      capacity = 2
    }
    storage_profile_os_disk {
      create_option     = "FromImage"
      managed_disk_type = "Premium_LRS"
    }
    storage_profile_data_disk {
      lun               = 0
      create_option     = "Empty"
      managed_disk_type = "Premium_LRS"
      disk_size_gb      = 128
    }
    """
    assert bill_lines("azurerm_virtual_machine_scale_set", body) == [
        ("machine", "1460 hour", "175.20"),
        ("OS disk (P4 LRS)", "2 month", "11.61"),
        ("data disk (P10 LRS)", "2 month", "43.36"),
    ]
    assert reasons(bill("azurerm_virtual_machine_scale_set", body + 'priority = "Low"')) == [
        "machine: no price for priority Low"
    ]


def test_it_is_said_where_it_is_not_known_which_disks_there_are() -> None:
    body = SCALE_SET + 'dynamic "data_disk" {\nfor_each = var.disks\ncontent {\nlun = data_disk.key\n}\n}\n'
    found = bill("azurerm_linux_virtual_machine_scale_set", body, more='variable "disks" {}\n')
    assert "data disk: how many there are is not known" in reasons(found)
    assert found.most is None
