"""A stand-in for the cloud providers: enough of each for the real Terraform to plan with it, and no cloud behind it."""
