"""Kubernetes manifests, in YAML and JSON: as they stand in the tree, or as kustomizations are rendered."""
