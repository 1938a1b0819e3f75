"""What resources of Google Cloud cost: the module here that has the estimator of each type, as ``ESTIMATORS[type]``."""

from __future__ import annotations

from collections.abc import Mapping

MODULES: Mapping[str, str] = {}
