"""``finops-guard audit log``."""

from __future__ import annotations

import click

from finops_guard.cli.terminal import harmless


@click.command()
@click.argument("report", type=click.Path())
@click.option("--log", "log_file", required=True, metavar="FILE", help="The log, which is made where there is none.")
@click.option("--actor", default="", metavar="NAME", help="Who adds it: a person or a pipeline, as you say.")
def command(report: str, log_file: str, actor: str) -> int:
    """Add a report to a log that shows tampering.

    REPORT is what finops-guard scan --record --format json wrote, or report.json of an export. Each record of the log
    has the digest of its report and the hash of the record before. Keep the hash that is printed where who writes the
    log cannot change it: finops-guard audit verify compares.
    """
    from finops_guard.audit.log import record_of
    from finops_guard.cli.audit.logfile import append
    from finops_guard.cli.audit.reading import content

    chain = append(log_file, record_of(content(report), report, actor))
    click.echo(harmless(f"{log_file}: record {chain.records}, hash {chain.head}"))
    return 0
