"""Kubernetes manifests, in YAML and JSON, as they stand in the tree and as Helm renders them from charts."""
