#!/usr/bin/env bash
# Write the report as a note of the merge request, or write it anew where this token's user has written one before.
# COMMENT_TOKEN: a project access token with the scope api, as a masked variable. Needs curl and jq.
set -euo pipefail

report="${1:-finops-guard/report.md}"
notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"

# The token is in no command line, where every process could read it.
api() {
  curl --silent --show-error --fail --header "Content-Type: application/json" \
    --config <(printf 'header = "PRIVATE-TOKEN: %s"\n' "$COMMENT_TOKEN") "$@"
}

me="$(api "$CI_API_V4_URL/user" | jq .id)"
marker="$(head -n 1 "$report")"
before="$(api "$notes?per_page=100&sort=asc" |
  jq --argjson me "$me" --arg marker "$marker" \
    'map(select(.author.id == $me and (.body | startswith($marker)))) | .[0].id // empty')"

if [[ -n "$before" ]]; then
  jq --raw-input --slurp '{body: .}' "$report" | api --request PUT --data @- "$notes/$before" > /dev/null
else
  jq --raw-input --slurp '{body: .}' "$report" | api --request POST --data @- "$notes" > /dev/null
fi
