#!/usr/bin/env bash
# With a `cloud` block, Terraform 1.6 or newer: the plan is made there, and judged before it is applied.
set -euo pipefail

terraform init -input=false
terraform plan -input=false -out=plan.bin
terraform show -json plan.bin > plan.json
finops-guard scan --plan plan.json
terraform apply -input=false plan.bin
