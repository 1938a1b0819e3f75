"""What tables of DynamoDB cost, against calculations by hand."""

from __future__ import annotations

from support.bills import lines
from support.service_bills import bill, billed, bounds, reasons

TYPE = "aws_dynamodb_table"
TABLE = 'name = "orders"\nread_capacity = 10\nwrite_capacity = 5\n'
INDEX = 'global_secondary_index {\nname = "by-day"\nread_capacity = 2\nwrite_capacity = 1\n}\n'


def target(name: str, resource_id: str, dimension: str, most: str = "40") -> str:
    return (
        f'resource "aws_appautoscaling_target" "{name}" {{\n  service_namespace = "dynamodb"\n'
        f'  resource_id = {resource_id}\n  scalable_dimension = "dynamodb:{dimension}"\n'
        f"  min_capacity = 5\n  max_capacity = {most}\n}}\n"
    )


def test_provisioned_capacity() -> None:
    # 10 x 730 x 0.00013; 5 x 730 x 0.00065
    assert billed(TYPE, TABLE) == [
        ("provisioned reads", "7300 RCU-hour", "0.95"),
        ("provisioned writes", "3650 WCU-hour", "2.37"),
    ]
    assert billed(TYPE, TABLE + INDEX) == [
        ("provisioned reads", "8760 RCU-hour", "1.14"),
        ("provisioned writes", "4380 WCU-hour", "2.85"),
    ]
    rare = billed(TYPE, TABLE + 'table_class = "STANDARD_INFREQUENT_ACCESS"')
    assert rare[0] == ("provisioned reads", "7300 RCU-hour", "1.17")  # at 0.00016


def test_scaled_capacity_is_a_range() -> None:
    more = target("t", '"table/orders"', "table:ReadCapacityUnits")
    # reads 5, 10, 40; writes 5
    assert bounds(bill(TYPE, TABLE, more=more)) == ("2.85", "3.32", "6.17")
    named = target("t", '"table/${aws_dynamodb_table.this.name}"', "table:ReadCapacityUnits", "var.unknown")
    assert bounds(bill(TYPE, TABLE, more=named)) == ("2.85", "3.32", "-")
    index = target("i", '"table/${aws_dynamodb_table.this.name}/index/by-day"', "index:ReadCapacityUnits")
    # reads 10 + 5 to 10 + 40, expected 10 + 5; writes 6
    assert bounds(bill(TYPE, TABLE + INDEX, more=index)) == ("4.27", "4.27", "7.59")
    other = target("i", '"table/orders/index/another"', "index:ReadCapacityUnits")
    assert bounds(bill(TYPE, TABLE + INDEX, more=other)) == ("3.99", "3.99", "3.99")


def test_on_demand() -> None:
    use = {
        "monthly_read_request_units": 2_000_000,
        "monthly_write_request_units": 4_000_000,
        "storage_gb": 100,
        "pitr_backup_storage_gb": 100,
        "monthly_streams_read_request_units": 1_000_000,
        "on_demand_backup_storage_gb": 10,
    }
    body = (
        'name = "t"\nbilling_mode = "PAY_PER_REQUEST"\nstream_enabled = true\n'
        "point_in_time_recovery {\nenabled = true\n}\n"
    )
    assert billed(TYPE, body, use) == [
        ("read requests", "2 1M RRU", "0.25"),
        ("write requests", "4 1M WRU", "2.50"),
        ("storage", "100 GB-month", "25.00"),
        ("PITR backup", "100 GB-month", "20.00"),
        ("streams read", "10 100k sRRU", "0.20"),
        ("on-demand backup", "10 GB-month", "1.00"),
    ]
    assert bounds(bill(TYPE, body)) == ("-", "-", "-")


def test_replicas_take_the_writes() -> None:
    body = TABLE + 'replica {\nregion_name = "us-west-2"\n}\nreplica {\nregion_name = var.unknown\n}\n'
    found = bill(TYPE, body)
    assert lines(found)[2:4] == [
        ("replicated writes in us-west-2", "3650 rWCU-hour", "2.37"),
        ("provisioned reads in us-west-2", "7300 RCU-hour", "0.95"),
    ]
    assert reasons(found) == {"replica": "its region is not known"}
    assert found.most is None


def test_capacity_that_is_not_known() -> None:
    found = bill(TYPE, 'name = "t"\nread_capacity = var.unknown\nwrite_capacity = 5')
    assert reasons(found) == {"provisioned reads": "its quantity is not known"}
    assert bounds(found) == ("2.37", "2.37", "-")
    assert bounds(bill(TYPE, 'name = "t"\nbilling_mode = var.unknown')) == ("-", "-", "-")
