"""Bills as exporters write them, and as nobody should."""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
from datetime import date
from decimal import Decimal

import pytest
from billing.bills import AS_OF, MANDATORY, TAGGED, USUAL, assess, kpi, month, row, text

from finops_guard.billing.assessing import assess_billing
from finops_guard.billing.measures import COMPLIANT
from finops_guard.billing.model import BillingSettings
from finops_guard.errors import UsageError
from finops_guard.maturity.model import Status

duckdb = pytest.importorskip("duckdb", reason="the extra billing is not installed")

ROWS = [row("60.5", Tags=TAGGED), row("39.5")]


def read(*paths, as_of=AS_OF):
    return assess_billing([str(path) for path in paths], BillingSettings(), as_of, MANDATORY)


def written(tmp_path, content, name="bill.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problem(*paths, **options):
    with pytest.raises(UsageError) as caught:
        read(*paths, **options)
    return str(caught.value)


def test_forms(tmp_path):
    plain = text(ROWS)
    forms = {
        "bill.csv": plain.encode(),
        "bom.csv": b"\xef\xbb\xbf" + plain.encode(),
        "crlf.csv": plain.replace("\n", "\r\n").encode(),
        "bill.csv.gz": gzip.compress(plain.encode(), mtime=0),
        "no-extension": gzip.compress(b"\xef\xbb\xbf" + plain.encode(), mtime=0),
        "semicolon.csv": text(ROWS, delimiter=";").encode(),
        "tab.csv": text(ROWS, delimiter="\t").encode(),
        "quoted.csv": text(ROWS, quoting=1).encode(),
    }
    for name, content in forms.items():
        billing = read(written(tmp_path, content, name))
        assert kpi(billing, COMPLIANT).value == Decimal("0.605"), name
        assert billing.files[0].sha256 == hashlib.sha256(content).hexdigest()
        assert billing.digests == {str(tmp_path / name): billing.files[0].sha256}


PARQUET = """COPY (SELECT 60.5::{number} AS BilledCost, 60.5::{number} AS EffectiveCost, 'USD' AS BillingCurrency,
    {day} AS BillingPeriodStart, 'Usage' AS ChargeCategory, {tags} AS Tags, 1 AS "x ""odd"" name"
    UNION ALL SELECT 39.5, 39.5, 'USD', {day}, 'Usage', NULL, 2) TO '{path}' (FORMAT parquet)"""


@pytest.mark.parametrize("number", ["DOUBLE", "DECIMAL(20, 10)", "VARCHAR"])
@pytest.mark.parametrize("day", ["TIMESTAMP '2026-03-01'", "TIMESTAMPTZ '2026-03-01 00:00:00Z'", "DATE '2026-03-01'"])
def test_parquet_numbers_and_days(tmp_path, number, day):
    path = tmp_path / "bill.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(PARQUET.format(number=number, day=day, tags=f"'{TAGGED}'", path=path))
    assert kpi(read(path), COMPLIANT).value == Decimal("0.605")


@pytest.mark.parametrize(
    "tags",
    [
        "MAP {'owner': 'shop', 'env': 'prod'}",
        "[{'key': 'owner', 'value': 'shop'}, {'key': 'env', 'value': 'prod'}]",
        "{'owner': 'shop', 'env': 'prod'}",
        '\'{"owner": "shop", "env": "prod"}\'::JSON',
        '\'{"owner": "shop", "env": "prod"}\'::BLOB',
        "MAP {'owner'::BLOB: 'shop'::BLOB, 'env'::BLOB: 'prod'::BLOB}",
    ],
)
def test_parquet_tags(tmp_path, tags):
    path = tmp_path / "bill.parquet"
    with duckdb.connect() as connection:
        connection.execute(PARQUET.format(number="DOUBLE", day="'2026-03-01'", tags=tags, path=path))
    assert kpi(read(path), COMPLIANT).value == Decimal("0.605")


@pytest.mark.parametrize(
    "written_as",
    [
        "2026-03-01",
        "2026-03-01T00:00:00Z",
        "2026-03-01T00:00Z",
        "2026-03-01 00:00:00",
        "2026-03-01 00:00:00 UTC",
        "2026-03-01T00:00:00.000Z",
        "2026-03-01T00:00:00+02:00",
    ],
)
def test_days(tmp_path, written_as):
    billing = assess(tmp_path, [row("1", BillingPeriodStart=written_as, BillingPeriodEnd="null")])
    assert [(total.month, total.closed) for total in billing.totals] == [("2026-03", True)]


def test_column_names_of_warehouses(tmp_path):
    names = {
        "BilledCost": "billed_cost",
        "EffectiveCost": "EFFECTIVECOST",
        "Tags": "tags",
        "ServiceName": "Service Name",
    }
    rows = [{names.get(name, name): value for name, value in each.items()} for each in ROWS]
    columns = [names.get(name, name) for name in USUAL]
    path = written(tmp_path, text([{**each, "x_tags": "{}"} for each in rows], [*columns, "x_tags"]))
    assert kpi(read(path), COMPLIANT).value == Decimal("0.605")


@pytest.mark.parametrize(
    ("column", "version"),
    [
        ("x_Anything", "1.0"),
        ("SkuMeter", "1.1"),
        ("InvoiceId", "1.2"),
        ("ServiceProviderName", "1.3"),
        ("AllocatedTags", "1.3"),
    ],
)
def test_versions(tmp_path, column, version):
    billing = read(written(tmp_path, text(ROWS, [*USUAL, column])))
    assert (billing.files[0].version, billing.files[0].rows) == (version, 2)


def test_currencies_and_categories_in_any_case_are_the_same(tmp_path):
    billing = assess(tmp_path, [row("1"), row("2", BillingCurrency="usd", ChargeCategory="usage")])
    assert (billing.currency, kpi(billing, COMPLIANT).denominator) == ("USD", 3)


def test_the_provider_is_that_of_the_service_from_1_3_on(tmp_path):
    metrics = 'metrics: [{metric: m, unit: u, volumes: {"2026-03": 1}, cost: {provider: Google Cloud}}]'
    rows = [
        row("1", ServiceProviderName="Google Cloud", ProviderName="Reseller"),
        row("2", ProviderName="Google Cloud"),
    ]
    rows.append(row("4", ServiceProviderName="Microsoft", ProviderName="Google Cloud"))
    columns = [*USUAL, "ServiceProviderName"]
    billing = assess(tmp_path, rows, {".finops/unit-metrics.yaml": metrics}, columns=columns)
    assert kpi(billing, "Unit Cost: m").value == 3


def test_amounts_are_exact(tmp_path):
    rows = [row("0.1") for _ in range(10)] + [row("1.5E-7"), row("-0.0000000001")]
    assert assess(tmp_path, rows).totals[0].effective == Decimal("1.0000001499")


def test_several_files_and_globs(tmp_path):
    written(tmp_path, text(ROWS), "a.csv")
    written(tmp_path, text([row("100", **month(2))]), "b.csv")
    billing = read(tmp_path / "*.csv", tmp_path / "a.csv")
    assert [(total.month, total.effective) for total in billing.totals] == [("2026-02", 100), ("2026-03", 100)]
    assert billing.notes == ()


def test_the_same_bytes_count_once(tmp_path):
    billing = read(written(tmp_path, text(ROWS), "a.csv"), written(tmp_path, text(ROWS), "b.csv"))
    assert billing.totals[0].effective == 100
    assert billing.files[1].duplicate_of == str(tmp_path / "a.csv")
    assert "counted once" in billing.notes[0]


def test_currencies_of_several_files(tmp_path):
    ours, theirs = (
        written(tmp_path, text(ROWS), "a.csv"),
        written(tmp_path, text([row("0", BillingCurrency="EUR")]), "b.csv"),
    )
    assert f"EUR (as in {theirs}), USD (as in {ours}) (give the files of one currency" in problem(ours, theirs)


def test_the_same_totals_are_told(tmp_path):
    packed = written(tmp_path, gzip.compress(text(ROWS).encode()), "b.csv.gz")
    assert "the same bill?" in read(written(tmp_path, text(ROWS), "a.csv"), packed).notes[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("1"), row("x1")], "row 2: BilledCost is"),
        ([row("1"), row("1", EffectiveCost="")], "row 2: EffectiveCost is missing"),
        ([row("1", ListCost="1,000")], "row 1: ListCost is"),
        ([row("NaN")], "row 1: BilledCost is"),
        ([row("1"), row("1_000")], 'row 2: BilledCost is "1_000"'),
        ([row("0x1F")], "row 1: BilledCost is"),
        ([row("1.000,5")], "row 1: BilledCost is"),
        ([row("1e30")], "row 1: BilledCost is"),
        # Before 2.0, DuckDB adds up to 1.7 times 10^20, exactly.
        ([row("6e19"), row("7e19"), row("6e19")], "the amounts add up to more than 10^20"),
        ([row("1e400")], "row 1: BilledCost is"),
        ([row("1", BillingPeriodStart="03/01/2026")], "row 1: BillingPeriodStart is"),
        ([row("1", BillingPeriodStart="2026-02-30")], "row 1: BillingPeriodStart is"),
        ([row("1", BillingPeriodEnd="soon")], "row 1: BillingPeriodEnd is"),
        ([row("1", BillingCurrency="dollars")], "row 1: BillingCurrency is"),
        ([row("1")] * 3000 + [row("1", ChargeCategory="Gift")], "row 3001: ChargeCategory is"),
        ([row("1", BillingCurrency=f"x{at}") for at in range(3000)], 'row 1: BillingCurrency is "x0"'),
        ([row("1"), row("1", BillingCurrency="EUR")], "more than one currency, which cannot be added up: EUR (as in"),
    ],
)
def test_rows_that_cannot_be_relied_on(tmp_path, rows, said):
    assert said in problem(written(tmp_path, text(rows)))


GOOD = text(ROWS)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "there is no header"),
        (b"\n", "there is no header"),
        (b"A,B\n1,2\n", "columns are missing: BilledCost, BillingCurrency"),
        (b"\xff\xfe\x00A", "the first line is no text in UTF-8"),
        (("BilledCost," + GOOD).encode(), "columns stand there twice: BilledCost"),
        (('"' + GOOD).encode(), "the header is no CSV"),
        ((GOOD + "1,2,3\n").encode(), "bill.csv:4:1: the row has another number of columns than the header"),
        (
            GOOD.encode() + text([row("1", SubAccountId="@")]).split("\n")[1].encode().replace(b"@", b"\xff"),
            "not UTF-8",
        ),
        (
            (GOOD + text([row("1", SubAccountId="x" * 1_100_000)]).split("\n")[1]).encode(),
            "row has more than 1000000 bytes",
        ),
        (b"a" * 1_000_001, "the first line has more than 1000000 bytes"),
        ((GOOD + '1,"2').encode(), "bill.csv:4:1: "),
        (b"\x1f\x8bnothing", "cannot be read"),
        (gzip.compress(GOOD.encode() * 2000)[:-200], "bill.csv:1:1: "),
        (b"PAR1nothing", "the file is no Parquet, or damaged"),
        (",".join(["A"] * 1001).encode(), "more than 1000 columns"),
    ],
)
def test_files_that_cannot_be_relied_on(tmp_path, content, said):
    assert said in problem(written(tmp_path, content))


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", [1_100_000, 40_000_000])
def test_a_last_row_that_is_too_long_is_not_lost(tmp_path, end, packed, size):
    last = text([row("1", SubAccountId="x" * size)]).split("\n")[1]
    content = (GOOD + last + end).encode()
    path = written(tmp_path, gzip.compress(content, 1) if packed else content)
    assert "row has more than 1000000 bytes" in problem(path)


def test_an_error_tells_no_more_of_the_bill_than_the_value(tmp_path):
    secret = "1,2,TOP-SECRET\n"
    assert "SECRET" not in problem(written(tmp_path, GOOD + secret))


def test_names_are_no_patterns_and_no_queries(tmp_path):
    name = "[ab]*'; DROP TABLE x; --.csv"
    if sys.platform == "win32":
        pytest.skip("such names cannot be")
    written(tmp_path, text([row("999")]), "a'; DROP TABLE x; --.csv")
    assert read(written(tmp_path, text(ROWS), name)).totals[0].effective == 100


@pytest.mark.parametrize(
    "hostile",
    ["'; COPY (SELECT 1) TO 'stolen'; --", "$p0", '"', "/etc/passwd", "{{x}}", "\\", "\x00", "*'; --"],
)
def test_values_are_no_queries(tmp_path, hostile):
    rows = [row("1", SubAccountId=hostile, ServiceName=hostile, Tags=hostile)]
    path = written(tmp_path, text(rows, [*USUAL, f"x_{hostile}"], quoting=1))
    assert read(path).totals[0].effective == 1
    assert list(tmp_path.iterdir()) == [path]


def test_tags_of_policies_are_no_queries(tmp_path):
    from finops_guard.billing.model import Mandatory, MandatoryTag

    for key in ("o'wner", 'o"wner', "a/b~c", "$p1", "}'", ""):
        tag = MandatoryTag(key, (key,), ("it's",))
        import json

        found = assess(
            tmp_path, [row("1", Tags=json.dumps({key: "it's"})), row("1")], mandatory=Mandatory((tag,), (key,))
        )
        assert kpi(found, COMPLIANT).value == Decimal("0.5"), key


def test_no_other_file_can_be_read(tmp_path):
    from finops_guard.billing.database import database

    other = written(tmp_path, "a\n1\n", "other.csv")
    bill = written(tmp_path, GOOD)
    with database([str(bill)], BillingSettings()) as (connection, links):
        assert connection.execute(f"SELECT count(*) FROM read_text('{links[0]}')").fetchone() == (1,)
        for statement in (
            f"SELECT * FROM read_csv('{other}')",
            f"SELECT * FROM read_text('{links[0]}/../{other.name}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'x.db'}'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SET memory_limit = '100GB'",
            "SELECT * FROM read_csv('https://localhost/x.csv')",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


@pytest.mark.parametrize("missing", ["nowhere.csv", "*.parquet"])
def test_a_file_that_is_not_there(tmp_path, missing):
    assert "there is no such billing file" in problem(tmp_path / missing)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "has an empty name"),
        ("x" * 5000, "cannot be looked for: File name too long"),
        ("s3://bucket/*.parquet", "nothing is downloaded: copy the export here first"),
        ("https://localhost/bill.csv", "nothing is downloaded: copy the export here first"),
        (".", "is a directory (name its files"),
    ],
)
def test_paths_that_name_no_file(path, said):
    assert said in problem(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_regular_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "a billing file is a regular file" in problem(tmp_path / "pipe")
    assert "is a directory" in problem(tmp_path)


def test_a_file_that_changes_while_it_is_read(tmp_path, monkeypatch):
    from finops_guard.billing import reading

    path = written(tmp_path, GOOD)
    seen = reading.state(str(path))
    monkeypatch.setattr(reading, "state", lambda _: (seen[0] + 1, seen[1]))
    assert "changed while it was read" in problem(path)


def test_without_duckdb(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    said = problem(written(tmp_path, GOOD))
    assert "DuckDB, which is not installed" in said
    assert "finops-guard-cli[billing]" in said


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2026, 3, 31), Status.NOT_ASSESSED),
        (date(2026, 4, 1), Status.PARTIAL),
        (date(2026, 9, 28), Status.PARTIAL),
        (date(2026, 9, 29), Status.NOT_ASSESSED),
    ],
)
def test_only_closed_periods_that_are_not_long_ago_are_evidence(tmp_path, as_of, status):
    found = read(written(tmp_path, GOOD), as_of=as_of).evidence["allocation.billed-coverage"]
    assert found.status is status
    assert (found.value is None) is (status is Status.NOT_ASSESSED)
    if found.value is not None:
        assert found.detail.startswith(f"{COMPLIANT}, 2026-03: 60.5 % = 60.50 of 100.00 USD")


def test_a_bill_without_rows(tmp_path):
    billing = read(written(tmp_path, text([])))
    assert (billing.currency, billing.totals) == ("", ())
    assert all(each.status is Status.NOT_ASSESSED for each in billing.evidence.values())
