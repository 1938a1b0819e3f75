"""Evidence from bills: exports in the FinOps Open Cost and Usage Specification (FOCUS), summed up and judged."""
