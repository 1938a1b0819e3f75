"""YAML and JSON text as values with exact spans: what the configuration, policies and manifests are read with."""

from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.documents.loader import load
from finops_guard.documents.model import Document, Limits, SpannedDict, as_problem, key_span

__all__ = ["DecodeError", "Document", "Limits", "SpannedDict", "as_problem", "decode", "key_span", "load"]
