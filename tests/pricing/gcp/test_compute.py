"""What machines and disks of Compute Engine cost, against calculations by hand.

Prices in us-central1: e2-medium 0.033506 and n1-standard-1 0.0475 an hour; a GiB and month of pd-standard 0.04,
pd-balanced 0.1, pd-ssd 0.17, local SSD 0.08; an external address 0.005 an hour. e2-medium in europe-west1: 0.036858.
"""

from __future__ import annotations

import pytest
from support.bills import bills, lines

UNKNOWN = 'variable "it" {}\n'

MACHINE = ("machine", "730 hour", "24.46")
ZONE = 'zone = "us-central1-a"\n'


def instance(body: str, zone: str = ZONE) -> str:
    return UNKNOWN + 'resource "google_compute_instance" "this" {\n  name = "a"\n' + zone + body + "\n}\n"


E2 = 'machine_type = "e2-medium"\n'
BOOT = 'boot_disk {\n  initialize_params {\n    size = 50\n    type = "pd-ssd"\n  }\n}\n'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # 730 x 0.033506; 50 x 0.17
        (instance(E2 + BOOT), [MACHINE, ("boot disk", "50 GiB-month", "8.50")]),
        # The region of a zone: 730 x 0.036858
        (instance(E2, 'zone = "europe-west1-d"\n'), [("machine", "730 hour", "26.91")]),
        # Two addresses: 2 x 730 x 0.005; two scratch disks of 375 GiB x 0.08
        (
            instance(
                E2
                + "network_interface {\n  access_config {}\n}\nnetwork_interface {\n  access_config {}\n}\n"
                + 'scratch_disk {\n  interface = "NVME"\n}\nscratch_disk {\n  interface = "NVME"\n}\n'
            ),
            [
                MACHINE,
                ("local SSDs", "375 GiB-month", "30.00"),
                ("local SSDs", "375 GiB-month", "30.00"),
                ("external IP address", "1460 hour", "7.30"),
            ],
        ),
        # A disk without a size has that of its image, which is 10 GB or more: 10 x 0.04
        (instance(E2 + 'boot_disk {\n  initialize_params {\n    image = "debian-12"\n  }\n}\n'),
         [MACHINE, ("boot disk", "10 GiB-month", "0.40")]),
        (instance(E2 + "scheduling {\n  preemptible = true\n}\n"), [("machine", "", "-")]),
        (instance(E2 + 'scheduling {\n  provisioning_model = "SPOT"\n}\n'), [("machine", "", "-")]),
        (instance(E2 + 'guest_accelerator {\n  type  = "nvidia-tesla-t4"\n  count = 1\n}\n'),
         [MACHINE, ("accelerators", "", "-")]),
        # The price of a g2-standard-4 counts its accelerator: 730 x 0.70683
        (instance('machine_type = "g2-standard-4"\nguest_accelerator {\n  type  = "nvidia-l4"\n  count = 1\n}\n'),
         [("machine", "730 hour", "515.99")]),
        (instance(E2 + 'desired_status = "TERMINATED"\n' + BOOT), [("boot disk", "50 GiB-month", "8.50")]),
        (instance(E2 + 'boot_disk {\n  initialize_params {\n    size  = 50\n    image = "windows-cloud/windows-2022"\n'
                  '  }\n}\n'), [MACHINE, ("boot disk", "50 GiB-month", "2.00"), ("licence", "", "-")]),
        (instance("machine_type = var.it\n"), [("machine", "", "-")]),
        (instance(E2 + "boot_disk {\n  initialize_params {\n    size = var.it\n  }\n}\n"),
         [MACHINE, ("boot disk", "GiB-month", "-")]),
        # A disk that exists by itself is counted there.
        (instance(E2 + 'boot_disk {\n  source = "mine"\n}\nattached_disk {\n  source = "other"\n}\n'), [MACHINE]),
    ],
)  # fmt: skip
def test_instance(code: str, expected: list[tuple[str, str, str]]) -> None:
    assert lines(bills(code)["google_compute_instance.this"]) == expected


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (instance(E2 + "scheduling {\n  preemptible = true\n}\n"), "machine: no source has a price of spot machines"),
        (instance(E2 + "scheduling {\n  preemptible = var.it\n}\n"), "machine: whether it is a spot machine"),
        (instance(E2 + "scheduling {\n  node_affinities {\n    key = \"k\"\n  }\n}\n"), "sole-tenant"),
        (instance(E2, 'zone = "mars-north1-a"\n'), "machine: no source has prices in mars-north1"),
        (instance('machine_type = "n2-custom-4-8192"\n'), "machine: no source has a price of n2-custom-4-8192"),
        (instance(E2 + 'guest_accelerator {\n  type  = "nvidia-tesla-t4"\n  count = 1\n}\n'), "nvidia-tesla-t4"),
        (instance(E2 + 'dynamic "guest_accelerator" {\n  for_each = var.it\n  content {\n    type  = "t"\n'
                       "    count = 1\n  }\n}\n"), "accelerators: whether there are any is not known"),
    ],
)  # fmt: skip
def test_what_of_an_instance_has_no_price(code: str, said: str) -> None:
    estimate = bills(code)["google_compute_instance.this"]
    assert any(said in each for each in estimate.unpriced)
    assert estimate.most is None


def test_disk_of_an_image_has_no_bound() -> None:
    estimate = bills(instance(E2 + "boot_disk {\n  initialize_params {}\n}\n"))["google_compute_instance.this"]
    assert (estimate.most, estimate.confidence) == (None, "estimated")


def test_disks_of_nothing_have_a_size_of_their_own() -> None:
    provider = 'provider "google" {\n  region = "us-central1"\n}\n'
    empty = 'resource "google_compute_disk" "this" {\n  zone = "us-central1-a"\n}\n'
    (part,) = bills(provider + empty)["google_compute_disk.this"].components
    assert (part.monthly, part.reason) == (None, "its size is not written")
    template = 'resource "google_compute_instance_template" "t" {\n  machine_type = "e2-medium"\n  disk {}\n}\n'
    group = (
        'resource "google_compute_instance_group_manager" "this" {\n  zone = "us-central1-a"\n  target_size = 2\n'
        "  version {\n    instance_template = google_compute_instance_template.t.id\n  }\n}\n"
    )
    found = bills(provider + template + group)["google_compute_instance_group_manager.this"]
    # 2 x 500 x 0.04
    assert lines(found)[1] == ("disk", "1000 GiB-month", "40.00")
    assert "the default of 500 GB" in found.components[1].reason


TEMPLATE = """
provider "google" {
  region = "us-central1"
}
resource "google_compute_instance_template" "this" {
  machine_type = "e2-medium"
  disk {
    boot         = true
    disk_size_gb = 20
    disk_type    = "pd-balanced"
  }
  disk {
    type         = "SCRATCH"
    disk_type    = "local-ssd"
    disk_size_gb = 375
  }
  network_interface {
    access_config {}
  }
}
"""
GROUP = """
resource "google_compute_instance_group_manager" "this" {
  zone        = "us-central1-a"
  %s
  version {
    instance_template = google_compute_instance_template.this.id
  }
}
"""
SCALER = """
resource "google_compute_autoscaler" "this" {
  zone   = "us-central1-a"
  target = google_compute_instance_group_manager.this.id
  autoscaling_policy {
    min_replicas = 2
    max_replicas = 6
  }
}
"""
# A machine 24.45938, 20 GiB x 0.1, 375 GiB x 0.08, an address 3.65: 60.10938 a month
ONE = 60.10938


@pytest.mark.parametrize(
    ("code", "least", "expected", "most"),
    [
        (GROUP % "target_size = 3", 3, 3, 3),
        (GROUP % "", 0, 0, 0),
        (GROUP % "" + SCALER, 2, 2, 6),
        (GROUP % "target_size = 4" + SCALER, 2, 4, 6),
        (GROUP % "target_size = 9" + SCALER, 2, 6, 6),
        (GROUP % "" + SCALER.replace("max_replicas = 6", "max_replicas = var.it"), 2, 2, None),
    ],
)
def test_group(code: str, least: int, expected: int, most: int | None) -> None:
    found = bills(UNKNOWN + TEMPLATE + code)
    assert set(found) == {"google_compute_instance_group_manager.this"}
    estimate = found["google_compute_instance_group_manager.this"]
    assert [None if each is None else round(float(each), 4) for each in (estimate.least, estimate.expected)] == [
        round(ONE * least, 4), round(ONE * expected, 4)
    ]  # fmt: skip
    assert (None if estimate.most is None else round(float(estimate.most), 4)) == (
        None if most is None else round(ONE * most, 4)
    )


def test_group_whose_template_is_not_known() -> None:
    code = GROUP.replace("google_compute_instance_template.this.id", "var.it")
    estimate = bills(UNKNOWN + code % "target_size = 3")["google_compute_instance_group_manager.this"]
    assert (estimate.expected, len(estimate.unpriced)) == (None, 1)


def test_instance_from_template() -> None:
    code = (
        TEMPLATE
        + """
    resource "google_compute_instance_from_template" "this" {
      zone                     = "us-central1-a"
      source_instance_template = google_compute_instance_template.this.id
      machine_type             = "n1-standard-1"
    }
    """
    )
    # 730 x 0.0475, the disks and the address of the template
    assert lines(bills(code)["google_compute_instance_from_template.this"]) == [
        ("machine", "730 hour", "34.68"),
        ("boot disk", "20 GiB-month", "2.00"),
        ("local SSDs", "375 GiB-month", "30.00"),
        ("external IP address", "730 hour", "3.65"),
    ]


def disk(body: str, type_: str = "google_compute_disk") -> str:
    return UNKNOWN + f'resource "{type_}" "this" {{\n  zone = "us-central1-a"\n' + body + "\n}\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # 100 x 0.17
        (disk('size = 100\ntype = "pd-ssd"'), [("storage", "100 GiB-month", "17.00")]),
        # 500 x 0.04: the default type
        (disk("size = 500"), [("storage", "500 GiB-month", "20.00")]),
        # 1000 x 0.125; 20000 IOPS x 0.065
        (
            disk('size = 1000\ntype = "pd-extreme"\nprovisioned_iops = 20000'),
            [("storage", "1000 GiB-month", "125.00"), ("provisioned IOPS", "20000 IOPS-month", "1300.00")],
        ),
        (disk('size = 100\ntype = "hyperdisk-balanced"'), [("storage", "", "-")]),
        (disk("size = var.it"), [("storage", "GiB-month", "-")]),
        (disk("size = 100\ntype = var.it"), [("storage", "", "-")]),
        # Of two zones: 100 x 0.34
        (disk('size = 100\ntype = "pd-ssd"', "google_compute_region_disk"), [("storage", "100 GiB-month", "34.00")]),
    ],
)
def test_disk(code: str, expected: list[tuple[str, str, str]]) -> None:
    (estimate,) = bills(code).values()
    assert lines(estimate) == expected


@pytest.mark.parametrize(
    ("type_", "price"),
    [
        ("google_compute_snapshot", "5.00"),
        ("google_compute_image", "5.00"),
        ("google_compute_machine_image", "5.00"),
    ],
)
def test_what_is_stored_of_disks(type_: str, price: str) -> None:
    # 100 x 0.05
    code = f'provider "google" {{\n  region = "us-central1"\n}}\nresource "{type_}" "this" {{\n  name = "a"\n}}\n'
    assert lines(bills(code)[f"{type_}.this"]) == [("storage", "GiB-month", "-")]
    used = bills(code, {f"{type_}.this": {"storage_gb": 100}})[f"{type_}.this"]
    assert lines(used) == [("storage", "100 GiB-month", price)]
