"""Messages of Terraform's plugin protocol 6: values as MessagePack, schemas as protocol buffers.

https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol and the specification of values in
https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import msgspec
from tfplugin_proto import tfplugin6_5_pb2 as protocol

from tests.support.stand_in.schemas import Attribute, Block, Provider

# What stands for a value that is known after apply only.
UNKNOWN = msgspec.msgpack.Ext(0, b"\x00")

_RESERVED = frozenset({"alias", "version"})  # Terraform's own arguments of a provider block
_NESTINGS = {"1": "SINGLE", "l": "LIST", "t": "SET", "m": "MAP"}

# What modules tell the providers about themselves.
_META = Block({"module_name": "os", "user_agent": "ols"})

# What was added to the protocol after the version that the generated modules speak: field numbers.
_EPHEMERAL_SCHEMAS = 8
_WRITE_ONLY = 11
_OPENED_RESULT = 3


def decode(value: Any) -> Any:
    """Return the plain data of a DynamicValue, with :data:`UNKNOWN` where a value is not known."""
    if value.msgpack:
        return msgspec.msgpack.decode(value.msgpack, ext_hook=lambda _code, _data: UNKNOWN)
    return json.loads(value.json) if value.json else None


def encode(value: Any) -> Any:
    """Return plain data as a DynamicValue."""
    return protocol.DynamicValue(msgpack=msgspec.msgpack.encode(value))


def provider_schema(provider: Provider, types: frozenset[str] | None) -> bytes:
    """Return the answer to GetProviderSchema, about all types or only those named."""

    def chosen(kind: str) -> dict[str, Any]:
        table = getattr(provider, kind)
        return {type_: _schema(block) for type_, block in table.items() if types is None or type_ in types}

    answer = protocol.GetProviderSchema.Response(
        provider=_schema(provider.configuration, _RESERVED),
        resource_schemas=chosen("resources"),
        data_source_schemas=chosen("data"),
        provider_meta=_schema(_META),
    )
    ephemeral = b""
    for type_, schema in chosen("ephemeral").items():
        entry = _field(1, type_.encode()) + _field(2, schema.SerializeToString())
        ephemeral += _field(_EPHEMERAL_SCHEMAS, entry)
    return bytes(answer.SerializeToString()) + ephemeral


def opened(result: Any) -> bytes:
    """Return the answer to OpenEphemeralResource."""
    return _field(_OPENED_RESULT, encode(result).SerializeToString())


def _schema(block: Block, without: Collection[str] = ()) -> Any:
    return protocol.Schema(version=0, block=_block(block, without))


def _block(block: Block, without: Collection[str] = ()) -> Any:
    made = protocol.Schema.Block()
    for name, attribute in block.attributes.items():
        if name not in without:
            made.attributes.append(_attribute(name, attribute))
    for name, (inner, nesting) in block.blocks.items():
        kind = getattr(protocol.Schema.NestedBlock, _NESTINGS[nesting])
        made.block_types.append(protocol.Schema.NestedBlock(type_name=name, nesting=kind, block=_block(inner)))
    return made


def _attribute(name: str, attribute: Attribute) -> Any:
    made = protocol.Schema.Attribute(
        name=name, required=attribute.required, optional=attribute.optional, computed=attribute.computed
    )
    if attribute.nested is None:
        made.type = json.dumps(attribute.type).encode()
    else:
        inner, nesting = attribute.nested
        made.nested_type.nesting = getattr(protocol.Schema.Object, _NESTINGS[nesting])
        made.nested_type.attributes.extend(_attribute(each, part) for each, part in inner.attributes.items())
    if attribute.write_only:
        made.MergeFromString(_varint(_WRITE_ONLY << 3) + b"\x01")
    return made


def _field(number: int, data: bytes) -> bytes:
    """Return a field of bytes as protocol buffers write it."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    made = b""
    while number > 0x7F:
        made += bytes([number & 0x7F | 0x80])
        number >>= 7
    return made + bytes([number])
