"""What streams, queues, topics and brokers of AWS cost, against calculations by hand."""

from __future__ import annotations

import pytest
from support.bills import bills, lines
from support.service_bills import bill, billed, bounds, reasons

KAFKA = 'number_of_broker_nodes = 3\nbroker_node_group_info {\ninstance_type = "kafka.m5.large"\n%s}\n'
VOLUME = "storage_info {\nebs_storage_info {\nvolume_size = 1000\n%s}\n}\n"
BROKERS = ("brokers", "2190 hour", "459.90")  # 3 x 730 x 0.21


def test_kafka() -> None:
    expected = [BROKERS, ("storage", "3000 GB-month", "300.00")]
    assert billed("aws_msk_cluster", KAFKA % (VOLUME % "")) == expected
    assert billed("aws_msk_cluster", KAFKA % "ebs_volume_size = 1000\n") == expected
    fast = bill("aws_msk_cluster", KAFKA % (VOLUME % "provisioned_throughput {\nenabled = true\n}\n"))
    assert reasons(fast) == {"provisioned throughput": "no source has a price of MSK provisioned throughput"}
    assert reasons(bill("aws_msk_cluster", KAFKA % "")) == {"storage": "its size is not written"}
    unknown = bill("aws_msk_cluster", (KAFKA % (VOLUME % "")).replace("= 3\n", "= var.unknown\n"))
    assert reasons(unknown) == dict.fromkeys(("brokers", "storage"), "its quantity is not known")
    assert bounds(bill("aws_msk_serverless_cluster", 'cluster_name = "k"')) == ("-", "-", "-")


def test_volumes_that_grow_are_a_range() -> None:
    target = (
        'resource "aws_appautoscaling_target" "t" {\n  service_namespace = "kafka"\n  min_capacity = 1\n'
        "  resource_id = aws_msk_cluster.this.arn\n  max_capacity = 2000\n"
        '  scalable_dimension = "kafka:broker-storage:VolumeSize"\n}\n'
    )
    found = bill("aws_msk_cluster", KAFKA % (VOLUME % ""), more=target)
    assert bounds(found)[1:] == ("759.90", "1059.90")


@pytest.mark.parametrize(
    ("body", "use", "expected"),
    [
        (
            "shard_count = 2",
            {"monthly_put_payload_units": 10_000_000},
            [("shards", "1460 shard-hour", "21.90"), ("PUT payload units", "10 1M units", "0.14")],
        ),
        (
            "shard_count = 2\nretention_period = 48",
            {},
            [("shards", "1460 shard-hour", "21.90"), ("extended retention", "1460 shard-hour", "29.20")],
        ),
        (
            "shard_count = 1\nretention_period = 720",
            {"long_term_retention_gb": 100},
            [
                ("shards", "730 shard-hour", "10.95"),
                ("extended retention", "730 shard-hour", "14.60"),
                ("long-term retention", "100 GB-month", "2.30"),
            ],
        ),
        (
            'stream_mode_details {\nstream_mode = "ON_DEMAND"\n}',
            {"monthly_data_ingested_gb": 100, "monthly_data_retrieved_gb": 100},
            [
                ("stream", "730 stream-hour", "29.20"),
                ("data ingested", "100 GB", "8.00"),
                ("data retrieved", "100 GB", "4.00"),
            ],
        ),
    ],
)
def test_streams(body: str, use: dict[str, int], expected: list[tuple[str, str, str]]) -> None:
    assert billed("aws_kinesis_stream", body, use) == expected


def test_consumers_pay_for_the_shards_of_their_stream() -> None:
    stream = 'resource "aws_kinesis_stream" "s" {\n  name = "s"\n  shard_count = 4\n}\n'
    body = 'name = "c"\nstream_arn = aws_kinesis_stream.s.arn'
    # 4 x 730 x 0.015
    assert billed("aws_kinesis_stream_consumer", body, more=stream) == [
        ("enhanced fan-out", "2920 consumer-shard-hour", "43.80")
    ]
    assert reasons(bill("aws_kinesis_stream_consumer", 'stream_arn = "arn:elsewhere"')) == {
        "enhanced fan-out": "its quantity is not known"
    }


def test_delivery_streams() -> None:
    conversion = "extended_s3_configuration {\ndata_format_conversion_configuration {\n%s}\n}\n"
    use = {"monthly_data_ingested_gb": 1000}
    found = bill("aws_kinesis_firehose_delivery_stream", conversion % "", use, region="eu-west-2")
    assert lines(found) == [("data ingested", "1000 GB", "35.00"), ("format conversion", "1000 GB", "21.00")]
    off = bill("aws_kinesis_firehose_delivery_stream", conversion % "enabled = false\n", use, region="eu-west-2")
    assert [line[0] for line in lines(off)] == ["data ingested"]
    elsewhere = bill("aws_kinesis_firehose_delivery_stream", "", use)
    assert reasons(elsewhere) == {
        "data ingested": "no source has a price of Kinesis Firehose data ingested in us-east-1"
    }


@pytest.mark.parametrize(
    ("type_", "body", "use", "expected"),
    [
        ("aws_sqs_queue", "", {"monthly_requests": 10_000_000}, ("requests", "10 1M requests", "4.00")),
        (
            "aws_sqs_queue",
            "fifo_queue = true",
            {"monthly_requests": 10_000_000},
            ("requests", "10 1M requests", "5.00"),
        ),
        ("aws_sns_topic", "", {"monthly_requests": 2_000_000}, ("requests", "2 1M requests", "1.00")),
        (
            "aws_sns_topic",
            "",
            {"monthly_email_deliveries": 200_000},
            ("email deliveries", "2 100k notifications", "4.00"),
        ),
        (
            "aws_sns_topic",
            "fifo_topic = true",
            {"monthly_requests": 10_000_000},
            ("published messages", "10 1M requests", "3.00"),
        ),
        ("aws_sfn_state_machine", "", {"monthly_transitions": 100_000}, ("transitions", "100 1K transitions", "2.50")),
        (
            "aws_sfn_state_machine",
            'type = "EXPRESS"',
            {"monthly_duration_gb_hours": 2_000},
            ("duration", "2000 GB-hours", "90.00"),  # 1,000 x 0.060012 + 1,000 x 0.029988
        ),
        (
            "aws_mq_broker",
            'engine_type = "ActiveMQ"\nhost_instance_type = "mq.t2.micro"',
            {},
            ("broker", "730 hour", "21.90"),
        ),
        (
            "aws_mq_broker",
            'engine_type = "RabbitMQ"\nhost_instance_type = "mq.m5.xlarge"\ndeployment_mode = "CLUSTER_MULTI_AZ"',
            {},
            ("broker", "730 hour", "1261.44"),
        ),
    ],
)
def test_messages(type_: str, body: str, use: dict[str, int], expected: tuple[str, str, str]) -> None:
    assert billed(type_, body, use) == [expected]


def test_brokers_without_a_price_say_why() -> None:
    found = bill("aws_mq_broker", 'engine_type = "ActiveMQ"\nhost_instance_type = "mq.m5.large"')
    assert reasons(found)["broker"].endswith("ActiveMQ mq.m5.large single_instance")
    unknown = bill("aws_mq_broker", 'engine_type = "ActiveMQ"\nhost_instance_type = var.unknown')
    assert reasons(unknown) == {"broker": "its engine, its size or its deployment is not known"}


def test_a_region_that_is_not_known_is_said() -> None:
    found = bills('resource "aws_kinesis_stream" "s" {\n  shard_count = 1\n}\n')["aws_kinesis_stream.s"]
    assert found.components[0].reason == "its region is not known: that of us-east-1"
    assert found.confidence == "estimated"
