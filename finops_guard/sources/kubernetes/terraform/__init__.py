"""The Kubernetes objects that resources of Terraform providers make, in the same model as manifests."""
