"""Reading files through the tree: what is no regular file is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from finops_guard.tree import DirectoryTree, TreeError


@pytest.mark.parametrize("name", ["directory", "pipe"])
def test_what_is_no_regular_file_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TreeError, match="not a regular file"):
        DirectoryTree(str(tmp_path)).read(name, 10)
