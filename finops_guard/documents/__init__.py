"""YAML and JSON text as values with exact spans: what the configuration, policies and manifests are read with."""
