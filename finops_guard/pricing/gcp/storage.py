"""What is stored in Google Cloud: buckets, repositories of artifacts, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from finops_guard.pricing.bill import Bill

_PLACES = {"us": "multi-region", "eu": "multi-region", "asia": "multi-region"} | dict.fromkeys(
    ("nam4", "eur4", "asia1"), "dual-region"
)
# Classes of old that are the standard one.
_CLASSES = {"multi_regional": "standard", "regional": "standard"}


def bucket(bill: Bill) -> None:
    """Add what a bucket holds and what is done with it, by its class and location.

    Usage: ``storage_gb``, ``monthly_data_retrieval_gb``, ``monthly_class_a_operations``,
    ``monthly_class_b_operations``.
    """
    place, class_ = bill.text("location"), bill.text("storage_class", "STANDARD")
    if not place or not class_:
        bill.unpriced("storage", "its location or its class is not known", usage=True)
        return
    place, class_ = place.lower(), class_.lower()
    class_ = _CLASSES.get(class_, class_)
    kind = " ".join(filter(None, (class_, _PLACES.get(place))))
    if bill.value("custom_placement_config") is not None:
        kind = f"{class_} custom dual-region"
    bill.usage("storage", "storage_gb", bill.unit("Cloud Storage", "storage", kind, place))
    if class_ != "standard":
        retrieval = bill.unit("Cloud Storage", "retrieval", kind, place)
        bill.usage("data retrieval", "monthly_data_retrieval_gb", retrieval)
    for letter in "ab":
        price = bill.unit("Cloud Storage", f"class {letter.upper()} operations", kind, place)
        bill.usage(f"class {letter.upper()} operations", f"monthly_class_{letter}_operations", price)


def repository(bill: Bill) -> None:
    """Add what a repository of artifacts stores (``storage_gb``)."""
    place = (bill.text("location") or bill.region).lower()
    bill.usage("storage", "storage_gb", bill.unit("Artifact Registry", "storage", region=place))


def dataset(bill: Bill) -> None:
    """Add what queries of a dataset scan (``monthly_queries_tb``)."""
    bill.usage("queries", "monthly_queries_tb", bill.unit("BigQuery", "queries", "on-demand"))


def table(bill: Bill) -> None:
    """Add what a table stores, and what is written to and read from it through APIs.

    Usage: ``monthly_active_storage_gb``, ``monthly_long_term_storage_gb``, ``monthly_streaming_inserts_mb``,
    ``monthly_storage_write_api_gb``, ``monthly_storage_read_api_tb``.
    """
    related = bill.costs.relations.among(bill.resource).referents(bill.resource, "google_bigquery_dataset")
    of = related.resources[0] if len(related.resources) == 1 else None
    located = of.region.raw if of is not None and of.region is not None else None
    region = located.lower() if isinstance(located, str) else bill.region
    for name, component, key in (
        ("active storage", "active storage", "monthly_active_storage_gb"),
        ("long-term storage", "long-term storage", "monthly_long_term_storage_gb"),
        ("streaming inserts", "streaming inserts", "monthly_streaming_inserts_mb"),
        ("storage write API", "storage write api", "monthly_storage_write_api_gb"),
        ("storage read API", "storage read api", "monthly_storage_read_api_tb"),
    ):
        bill.usage(name, key, bill.unit("BigQuery", component, region=region))


ESTIMATORS: Mapping[str, Callable[[Bill], None]] = {
    "google_storage_bucket": bucket,
    "google_artifact_registry_repository": repository,
    "google_bigquery_dataset": dataset,
    "google_bigquery_table": table,
}
