"""Credentials and addresses that stand in the values of tags, where everybody who reads a bill can read them."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_guard.policy.patterns import MAX_SUBJECT

# Private keys do not fit into a tag, their first line does.
MAX_LENGTH = 4 * MAX_SUBJECT

# What issuers write about the form of their credentials. Each begins with what hardly anything else begins with:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
# https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
# https://docs.gitlab.com/security/tokens/#token-prefixes
# https://docs.slack.dev/authentication/tokens/
# https://www.rfc-editor.org/rfc/rfc7468 and rfc3986 (user information in an address)
_SECRETS = (
    ("an access key id of AWS", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b(?<!EXAMPLE)"),
    ("a private key", r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY-----"),
    ("a token of GitHub", r"\bgh[oprsu]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22}"),
    ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{20}"),
    ("a token of Slack", r"\bxox[abeoprs]-[A-Za-z0-9-]{10}|\bxapp-[0-9]-[A-Za-z0-9-]{10}"),
    ("an address with a password in it", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:[^\s/@]{1,64}@"),
)
_BEGUN = (
    ("an access key id of AWS", r"\b(?:AKIA|ASIA)[A-Z0-9]{0,15}$"),
    ("a private key", r"-----BEGIN [A-Z ]{0,30}$"),
    ("a token of GitHub", r"\bgh[oprsu]_[A-Za-z0-9]{0,35}$|\bgithub_pat_[A-Za-z0-9_]{0,21}$"),
    ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{0,19}$"),
    ("a token of Slack", r"\bxox[abeoprs]-[A-Za-z0-9-]{0,9}$"),
    ("an address with a password in it", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:[^\s/@]{0,64}$"),
)
_ADDRESS = r"[^\s@,;]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"


@lru_cache(maxsize=4096)
def secret(text: str) -> str:
    """Return what a text holds that nobody else should know (``a token of GitHub``); empty where it holds nothing."""
    return _first(_SECRETS, text)


def begun(text: str) -> str:
    """Return which credential a text may be the beginning of."""
    return _first(_BEGUN, text)


def has_address(text: str) -> bool:
    """Tell whether a text holds an e-mail address."""
    return "@" in text[:MAX_LENGTH] and re.search(_ADDRESS, text[:MAX_LENGTH]) is not None


def _first(forms: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, form in forms if re.search(form, text[:MAX_LENGTH])), "")
