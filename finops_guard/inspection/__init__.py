"""What the engine sees, for people who write policies: resources with every value's origin, and root modules."""
