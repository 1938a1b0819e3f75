"""Charts and kustomizations rendered by the tools that people deploy them with, offline and confined."""
