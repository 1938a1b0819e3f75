#!/usr/bin/env bash
# Tell a channel what blocks. TEAMS_WEBHOOK is a secret: who knows the address may write there.
set -euo pipefail

here="$(dirname "$0")"
code=0
finops-guard scan --output json=report.json || code=$?
if [[ "$code" -eq 1 ]]; then
  jq --arg where "${REPOSITORY:-finops-guard}" --from-file "$here/teams.jq" report.json |
    curl --silent --show-error --fail --header "Content-Type: application/json" --data @- \
      --config <(printf 'url = "%s"\n' "$TEAMS_WEBHOOK")
fi
exit "$code"
