"""Kubernetes manifests, in YAML and JSON, as they stand in the tree (charts and kustomizations are not rendered)."""
