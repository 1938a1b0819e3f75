"""What streams, queues, topics and brokers of AWS cost: MSK, Kinesis, SNS, SQS, Amazon MQ, and state machines.

Usage keys: ``monthly_data_ingested_gb``, ``monthly_data_retrieved_gb``, ``monthly_put_payload_units``,
``long_term_retention_gb``, ``monthly_enhanced_fan_out_gb``, ``monthly_requests``, ``monthly_http_deliveries``,
``monthly_email_deliveries``, ``monthly_deliveries``, ``monthly_published_gb``, ``storage_gb``,
``monthly_transitions``, ``monthly_duration_gb_hours``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.aws.parts import counted, machines, no_price, referent, scaled, text_of
from finops_guard.pricing.bill import Bill
from finops_guard.pricing.estimates import exactly
from finops_guard.pricing.places import first
from finops_guard.pricing.reading import as_number

_STREAMS = "Kinesis Data Streams"
_DAY, _WEEK = 24, 168  # hours


def kafka_cluster(bill: Bill) -> None:
    """Add the brokers, with a volume each, which may grow."""
    info = "broker_node_group_info"
    brokers = counted(bill, "number_of_broker_nodes")
    machines(bill, "brokers", "msk", f"{info}.instance_type", brokers)
    if (bill.text(f"{info}.instance_type") or "").startswith("express."):
        bill.usage("storage", "storage_gb", bill.unit("MSK", "broker storage", "express"))
        return
    path = f"{info}.storage_info.ebs_storage_info.volume_size"
    if bill.value(path) is None:
        path = f"{info}.ebs_volume_size"
    price = bill.unit("MSK", "broker storage", "GP2")
    if bill.value(path) is None:
        bill.unpriced("storage", "its size is not written")
        return
    size = scaled(bill, counted(bill, path), "kafka:broker-storage:VolumeSize")
    bill.add("storage", price, None if size is None or brokers is None else size * brokers)
    throughput = f"{info}.storage_info.ebs_storage_info.provisioned_throughput.enabled"
    if bill.flag(throughput) is not False:
        no_price(bill, "provisioned throughput", "MSK", "provisioned throughput")


def kafka_serverless(bill: Bill) -> None:
    """Add what no source has a price of."""
    no_price(bill, "cluster", "MSK", "serverless cluster")


def stream(bill: Bill) -> None:
    """Add the shards of a stream with what it keeps for longer than a day, or its hours and its data on demand."""
    mode = bill.text("stream_mode_details.stream_mode", "PROVISIONED")
    if mode is None:
        bill.unpriced("stream", "its mode is not known")
        return
    retention = bill.number("retention_period", _DAY)
    if mode == "ON_DEMAND":
        bill.hourly("stream", bill.unit(_STREAMS, "stream", "on-demand"))
        for name, key, component in (
            ("data ingested", "monthly_data_ingested_gb", "data ingested"),
            ("data retrieved", "monthly_data_retrieved_gb", "data retrieved"),
            ("enhanced fan-out", "monthly_enhanced_fan_out_gb", "enhanced fan-out data"),
        ):
            bill.usage(name, key, bill.unit(_STREAMS, component, "on-demand"))
        if retention is None or retention > _DAY:
            price = bill.unit(_STREAMS, "extended retention (24h-7d)", "on-demand")
            bill.usage("extended retention", "extended_retention_gb", price)
    else:
        shards = None if bill.value("shard_count") is None else counted(bill, "shard_count")
        bill.hourly("shards", bill.unit(_STREAMS, "shard", "provisioned"), shards)
        units = bill.unit(_STREAMS, "PUT payload units", "provisioned")
        bill.usage("PUT payload units", "monthly_put_payload_units", units)
        fan_out = bill.unit(_STREAMS, "enhanced fan-out data", "provisioned")
        bill.usage("enhanced fan-out", "monthly_enhanced_fan_out_gb", fan_out)
        if retention is None:
            bill.unpriced("extended retention", "how long it keeps data is not known")
        elif retention > _DAY:
            price = bill.unit(_STREAMS, "extended retention (24h-7d)", "provisioned")
            bill.hourly("extended retention", price, shards)
    if retention is None or retention > _WEEK:
        word = "on-demand" if mode == "ON_DEMAND" else "provisioned"
        price = bill.unit(_STREAMS, "long-term retention (>7d)", word)
        bill.usage("long-term retention", "long_term_retention_gb", price)


def stream_consumer(bill: Bill) -> None:
    """Add the shards that a consumer reads by itself; its data is that of the stream."""
    of = referent(bill, "aws_kinesis_stream")
    value = first(of.values, "shard_count") if of is not None else None
    shards = as_number(value) if value is not None else None
    if text_of(of, "stream_mode_details.stream_mode") == "ON_DEMAND":
        return
    price = bill.unit(_STREAMS, "enhanced fan-out", "provisioned")
    bill.hourly("enhanced fan-out", price, None if shards is None else exactly(shards))


def delivery_stream(bill: Bill) -> None:
    """Add the data that a stream delivers, also as it is converted."""
    key = "monthly_data_ingested_gb"
    bill.usage("data ingested", key, bill.unit("Kinesis Firehose", "data ingested"))
    block = "extended_s3_configuration.data_format_conversion_configuration"
    if bill.value(block) is not None and bill.flag(f"{block}.enabled", default=True) is not False:
        bill.usage("format conversion", key, bill.unit("Kinesis Firehose", "format conversion"))


def topic(bill: Bill) -> None:
    """Add what is published to a topic, and delivered of it."""
    if bill.flag("fifo_topic"):
        bill.usage("published messages", "monthly_requests", bill.unit("SNS", "publish requests", "FIFO"))
        bill.usage("published data", "monthly_published_gb", bill.unit("SNS", "publish payload", "FIFO"))
        bill.usage("deliveries", "monthly_deliveries", bill.unit("SNS", "delivery", "FIFO"))
        return
    bill.usage("requests", "monthly_requests", bill.unit("SNS", "publish requests", "standard"))
    bill.usage("HTTP deliveries", "monthly_http_deliveries", bill.unit("SNS", "HTTP/S delivery", "standard"))
    bill.usage("email deliveries", "monthly_email_deliveries", bill.unit("SNS", "email delivery", "standard"))


def queue(bill: Bill) -> None:
    """Add the requests of a queue."""
    kind = "FIFO" if bill.flag("fifo_queue") else "standard"
    bill.usage("requests", "monthly_requests", bill.unit("SQS", "requests", kind))


def broker(bill: Bill) -> None:
    """Add a broker of its engine, size and deployment, and its storage."""
    engine, size = bill.text("engine_type"), bill.text("host_instance_type")
    mode = bill.text("deployment_mode", "SINGLE_INSTANCE")
    if not engine or not size or mode is None:
        bill.unpriced("broker", "its engine, its size or its deployment is not known")
        return
    # The provider takes either case.
    named = {"activemq": "ActiveMQ", "rabbitmq": "RabbitMQ"}.get(engine.lower(), engine)
    bill.hourly("broker", bill.unit("MQ", "broker deployment", f"{named} {size} {mode.lower()}"))
    default = "ebs" if named == "RabbitMQ" else "efs"
    kind = (bill.text("storage_type", default) or default).upper()
    bill.usage("storage", "storage_gb", bill.unit("MQ", "storage", f"{named}, {kind}"))


def state_machine(bill: Bill) -> None:
    """Add the transitions of a state machine, or the requests and the duration of an express one."""
    kind = bill.text("type", "STANDARD")
    if kind is None:
        bill.unpriced("executions", "its type is not known", usage=True)
    elif kind == "EXPRESS":
        bill.usage("requests", "monthly_requests", bill.unit("Step Functions", "requests"))
        bill.usage("duration", "monthly_duration_gb_hours", bill.unit("Step Functions", "duration"))
    else:
        bill.usage("transitions", "monthly_transitions", bill.unit("Step Functions", "transitions"))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "aws_kinesis_firehose_delivery_stream": delivery_stream,
    "aws_kinesis_stream": stream,
    "aws_kinesis_stream_consumer": stream_consumer,
    "aws_mq_broker": broker,
    "aws_msk_cluster": kafka_cluster,
    "aws_msk_serverless_cluster": kafka_serverless,
    "aws_sfn_state_machine": state_machine,
    "aws_sns_topic": topic,
    "aws_sqs_queue": queue,
}
