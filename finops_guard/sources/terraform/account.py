"""The account, subscription or project that a resource is deployed to, as far as the code says which."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_guard.sources.terraform.providers import ProviderConfig
from finops_guard.values import Cause, CauseKind, Unknown, Value

# arn:aws:iam::123456789012:role/name; the twelve digits are the account's.
_ACCOUNT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):")


def account_of(type_: str, values: Value, provider: ProviderConfig | None) -> Value | None:
    """Return a resource's own project, else what its provider configuration says; None: nothing is written."""
    if type_.startswith("google_"):
        project = values.get("project")
        if project is not None and not project.is_null:
            return project
    return None if provider is None else provider.account(_account)


def _account(provider: ProviderConfig) -> Value | None:
    if provider.name in ("google", "google-beta"):
        return _written(provider.values.get("project"))
    if provider.name in ("azurerm", "azapi"):
        return _written(provider.values.get("subscription_id"))
    return next(_of_aws(provider), None) if provider.name in ("aws", "awscc") else None


def _of_aws(provider: ProviderConfig) -> Iterator[Value]:
    """Yield the account that is the only one allowed, and the one whose role is taken on in the end."""
    allowed = _written(provider.values.get("allowed_account_ids"))
    if allowed is not None:
        ids = list(allowed.items())
        several = Cause(CauseKind.NO_VALUE, "its provider configuration allows several accounts", allowed.origin)
        yield allowed if allowed.is_unknown else ids[0] if len(ids) == 1 else Value(Unknown([several]), allowed.origin)
    for block in reversed(provider.blocks("assume_role")):
        arn = _written(block.get("role_arn"))
        if arn is not None:
            text = arn.raw.prefix if isinstance(arn.raw, Unknown) else str(arn.raw)
            found = _ACCOUNT.match(text)
            other = Cause(CauseKind.NO_VALUE, "the role that its provider takes on names no account", arn.origin)
            unknown = arn.raw if isinstance(arn.raw, Unknown) else Unknown([other])
            yield Value(found[1] if found else Unknown(unknown.causes), arn.origin, arn.marks)


def _written(value: Value | None) -> Value | None:
    return None if value is None or value.is_null else value
