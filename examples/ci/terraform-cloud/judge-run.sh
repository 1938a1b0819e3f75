#!/usr/bin/env bash
# Judge the plan of a run that HCP Terraform has started (RUN_ID). TFE_TOKEN may read the workspace's JSON plans.
set -euo pipefail

host="${TFE_HOST:-app.terraform.io}"
curl --silent --show-error --fail --location --output plan.json \
  --config <(printf 'header = "Authorization: Bearer %s"\n' "$TFE_TOKEN") \
  "https://$host/api/v2/runs/$RUN_ID/plan/json-output"
finops-guard scan --plan plan.json
