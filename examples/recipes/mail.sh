#!/usr/bin/env bash
# Send the report of a scheduled scan to the people of MAIL_TO, also when everything passes.
set -euo pipefail

code=0
finops-guard scan --output text=report.txt || code=$?
case "$code" in
  0) verdict=passed ;;
  1) verdict=failed ;;
  *) verdict="could not be done" ;;
esac
mail -s "finops-guard: $verdict" "$MAIL_TO" < report.txt
exit "$code"
