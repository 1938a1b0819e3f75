"""Which resources of one Terraform root refer to which: by reference, or by a name that is written twice."""
