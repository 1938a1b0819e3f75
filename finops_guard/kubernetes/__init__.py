"""What Kubernetes objects mean, wherever they were read: quantities, pods, workloads, and what belongs together."""
