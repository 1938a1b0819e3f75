"""Kubernetes manifests, in YAML and JSON: as they stand in the tree, or as charts and kustomizations are rendered."""
