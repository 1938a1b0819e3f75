"""What a Helm release keeps secret, taken out of all that its rendered objects say."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from finops_guard.documents.model import SpannedDict
from finops_guard.location import CONCEALED
from finops_guard.sources.kubernetes.manifests import Manifest
from finops_guard.values import SENSITIVE, Value

MAX_SECRETS = 300
# A shorter text stands in others by chance.
MIN_LENGTH = 4
# What is told about an object beside its values: never with a secret in it.
_NAMING = frozenset({"apiVersion", "kind", "name", "generateName", "namespace"})


class Secrets:
    """The sensitive values of one release, as texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole = frozenset(text for text in texts if text)
        long = {text for text in self._whole if len(text) >= MIN_LENGTH}
        long |= {b64encode(text.encode("utf-8", "replace")).decode() for text in long}
        pattern = "|".join(re.escape(text) for text in sorted(long, key=lambda each: (-len(each), each)))
        self._within = re.compile(pattern) if pattern else None

    def __len__(self) -> int:
        return len(self._whole)

    def redacted(self, text: str) -> str:
        """Return a text without the secrets in it."""
        if text in self._whole:
            return CONCEALED
        return self._within.sub(CONCEALED, text) if self._within is not None else text

    def manifest(self, found: Manifest) -> Manifest:
        """Return an object of which no secret is shown: what holds one is marked as sensitive."""
        if not self._whole:
            return found
        return replace(
            found,
            kind=self.redacted(found.kind),
            name=self.redacted(found.name),
            namespace=self.redacted(found.namespace) if found.namespace else found.namespace,
            value=self._value(found.value, ""),
        )

    def _value(self, value: Value, key: str) -> Value:
        raw = value.raw
        if isinstance(raw, Mapping):
            items = {self.redacted(name): self._value(item, name) for name, item in raw.items()}
            spans = raw.key_spans.items() if isinstance(raw, SpannedDict) else ()
            return Value(SpannedDict(items, {self.redacted(name): span for name, span in spans}), value.origin)
        if isinstance(raw, list):
            return Value([self._value(item, key) for item in raw], value.origin, value.marks, value.weight)
        said = str(raw).lower() if isinstance(raw, bool) else str(raw)
        redacted = self.redacted(said)
        if raw is None or redacted == said:
            return value
        is_whole = said in self._whole and key not in _NAMING
        return Value(raw if is_whole else redacted, value.origin, value.marks | SENSITIVE, value.weight)
