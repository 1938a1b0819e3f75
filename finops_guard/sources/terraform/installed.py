"""The modules that ``terraform init`` downloaded, as its own list of them says."""

from __future__ import annotations

from collections.abc import Mapping

from finops_guard.diagnostics import Diagnostic, notice
from finops_guard.documents.decoding import DecodeError, decode
from finops_guard.sources.terraform.loading import Loader
from finops_guard.tree import TreeError, join

_LIST = ".terraform/modules/modules.json"
_HINT = "run `terraform init` to have it written anew"


def installed_modules(loader: Loader, root: str, diagnostics: list[Diagnostic]) -> Mapping[str, str]:
    """Return the directory of each downloaded module of a root by its call (``net``, ``net.subnets``).

    Directories that lie outside the scan root are left out; a list that cannot be read is said in ``diagnostics``.
    """
    path = f"{root}/{_LIST}" if root else _LIST
    if not loader.tree.is_file(path):
        return {}
    import json

    try:
        data = json.loads(decode(loader.tree.read(path, loader.settings.max_file_size)))
    except (TreeError, DecodeError, ValueError, RecursionError):
        diagnostics.append(notice("modules-list", "the list of downloaded modules cannot be read", path, _HINT))
        return {}
    entries = data.get("Modules") if isinstance(data, dict) else None
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        key, where = (entry.get("Key"), entry.get("Dir")) if isinstance(entry, dict) else (None, None)
        if isinstance(key, str) and isinstance(where, str) and not where.startswith("/"):
            directory = join(root, where)
            if directory is not None:
                found[key] = directory
    return found
