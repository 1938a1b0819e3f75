#!/usr/bin/env bash
# Open an issue for what blocks, unless one is open. JIRA_USER and JIRA_TOKEN (an API token) are for JIRA_SITE.
set -euo pipefail

here="$(dirname "$0")"
code=0
finops-guard scan --output json=report.json || code=$?
[[ "$code" -eq 1 ]] || exit "$code"

api() {
  curl --silent --show-error --fail --header "Content-Type: application/json" \
    --config <(printf 'user = "%s:%s"\n' "$JIRA_USER" "$JIRA_TOKEN") "$@"
}

query="project = \"$JIRA_PROJECT\" AND labels = finops-guard AND statusCategory != Done"
open="$(jq --null-input --arg jql "$query" '{jql: $jql, maxResults: 1, fields: ["key"]}' |
  api --data @- "https://$JIRA_SITE/rest/api/3/search/jql" | jq '.issues | length')"
if [[ "$open" -eq 0 ]]; then
  jq --arg project "$JIRA_PROJECT" --arg where "${REPOSITORY:-finops-guard}" --from-file "$here/jira.jq" report.json |
    api --data @- "https://$JIRA_SITE/rest/api/3/issue"
fi
exit "$code"
