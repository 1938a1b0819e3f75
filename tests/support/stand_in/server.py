"""Plays providers for a Terraform that is told to attach to them (``TF_REATTACH_PROVIDERS``)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from tfplugin_proto import tfplugin6_5_pb2 as protocol

from tests.support.stand_in import data_sources
from tests.support.stand_in.messages import decode, encode, opened, provider_schema
from tests.support.stand_in.planning import planned
from tests.support.stand_in.schemas import Provider, load

_NAMESPACES = {"azapi": "azure", "azurecaf": "aztfmod"}
_SERVICE = "tfplugin6.Provider"


@contextmanager
def serve(types: frozenset[str] | None = None) -> Iterator[str]:
    """Play all providers while the context lasts; yield the value of TF_REATTACH_PROVIDERS.

    ``types`` limits the schemas to those resource types, data sources and ephemeral resources that are needed:
    Terraform asks for the whole schema of a provider, and reads it in seconds where it has them all.
    """
    servers, addresses = [], {}
    for provider in load().providers.values():
        server = grpc.server(ThreadPoolExecutor(4))
        server.add_generic_rpc_handlers((_StandIn(provider, types).handlers(),))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
        addresses[f"registry.terraform.io/{_NAMESPACES.get(provider.name, 'hashicorp')}/{provider.name}"] = {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
        }
    try:
        yield json.dumps(addresses)
    finally:
        for stopped in [server.stop(grace=None) for server in servers]:
            stopped.wait()


class _StandIn:
    """One provider. Every connection is one configuration of it."""

    def __init__(self, provider: Provider, types: frozenset[str] | None) -> None:
        self.provider = provider
        self.types = types
        self.schema: bytes | None = None
        self.configurations: dict[str, Mapping[str, Any]] = {}

    def handlers(self) -> Any:
        """Return the procedures of the service that a plan needs; Terraform does without the others."""
        answers: dict[str, tuple[Any, Callable[[Any, Any], Any]]] = {
            "GetProviderSchema": (protocol.GetProviderSchema, self._schema),
            "ConfigureProvider": (protocol.ConfigureProvider, self._configure),
            "UpgradeResourceState": (protocol.UpgradeResourceState, _upgraded),
            "ReadResource": (protocol.ReadResource, _same_state),
            "ImportResourceState": (protocol.ImportResourceState, self._import),
            "PlanResourceChange": (protocol.PlanResourceChange, self._plan),
            "ReadDataSource": (protocol.ReadDataSource, self._read),
            "StopProvider": (protocol.StopProvider, _empty(protocol.StopProvider)),
            "ValidateProviderConfig": (
                protocol.ValidateProviderConfig,
                _empty(protocol.ValidateProviderConfig),
            ),
            "ValidateResourceConfig": (protocol.ValidateResourceConfig, _empty(protocol.ValidateResourceConfig)),
            "ValidateDataResourceConfig": (
                protocol.ValidateDataResourceConfig,
                _empty(protocol.ValidateDataResourceConfig),
            ),
            # Later than the generated modules; a request has the form of a data source's.
            "ValidateEphemeralResourceConfig": (protocol.ReadDataSource, _nothing),
            "OpenEphemeralResource": (protocol.ReadDataSource, self._open),
            "CloseEphemeralResource": (protocol.ReadDataSource, _nothing),
        }
        return grpc.method_handlers_generic_handler(
            _SERVICE,
            {
                name: grpc.unary_unary_rpc_method_handler(
                    answer, request_deserializer=message.Request.FromString, response_serializer=_bytes
                )
                for name, (message, answer) in answers.items()
            },
        )

    def _schema(self, _request: Any, _context: Any) -> bytes:
        if self.schema is None:
            self.schema = provider_schema(self.provider, self.types)
        return self.schema

    def _configure(self, request: Any, context: Any) -> Any:
        self.configurations[context.peer()] = decode(request.config) or {}
        return protocol.ConfigureProvider.Response()

    def _configuration(self, context: Any) -> Mapping[str, Any]:
        return self.configurations.get(context.peer(), {})

    def _plan(self, request: Any, context: Any) -> Any:
        proposed = decode(request.proposed_new_state)
        if proposed is None:
            return protocol.PlanResourceChange.Response(planned_state=request.proposed_new_state)
        made = planned(self.provider.resources[request.type_name], proposed, self._configuration(context))
        return protocol.PlanResourceChange.Response(planned_state=encode(made), legacy_type_system=True)

    def _read(self, request: Any, context: Any) -> Any:
        block, written = self.provider.data[request.type_name], decode(request.config)
        made = data_sources.read(request.type_name, block, written, self._configuration(context))
        return protocol.ReadDataSource.Response(state=encode(made))

    def _import(self, request: Any, _context: Any) -> Any:
        block = self.provider.resources[request.type_name]
        empty = {"1": None, "m": {}, "l": [], "t": []}
        made: dict[str, Any] = dict.fromkeys(block.attributes)
        made |= {name: empty[nesting] for name, (_, nesting) in block.blocks.items()}
        made["id"] = request.id
        answer = protocol.ImportResourceState.Response()
        answer.imported_resources.add(type_name=request.type_name, state=encode(made))
        return answer

    def _open(self, request: Any, context: Any) -> bytes:
        block, written = self.provider.ephemeral[request.type_name], decode(request.config)
        made = data_sources.read(request.type_name, block, written, self._configuration(context))
        return opened(made)


def _upgraded(request: Any, _context: Any) -> Any:
    state = encode(json.loads(request.raw_state.json))
    return protocol.UpgradeResourceState.Response(upgraded_state=state)


def _same_state(request: Any, _context: Any) -> Any:
    return protocol.ReadResource.Response(new_state=request.current_state)


def _empty(message: Any) -> Callable[[Any, Any], Any]:
    return lambda _request, _context: message.Response()


def _nothing(_request: Any, _context: Any) -> bytes:
    return b""


def _bytes(answer: Any) -> bytes:
    return answer if isinstance(answer, bytes) else bytes(answer.SerializeToString())
