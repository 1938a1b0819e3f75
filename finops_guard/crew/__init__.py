"""Several processes for one scan: each reads and judges some root modules, and the same bytes come of it."""
