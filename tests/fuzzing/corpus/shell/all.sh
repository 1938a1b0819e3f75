set -euo pipefail
export PATH=$PATH:~/.local/bin
base=$(git merge-base HEAD "origin/${BASE:-main}")
if [ -n "$base" ] && command -v finops-guard; then
  finops-guard scan --base "$base" --format sarif > out.sarif || status=$?
fi
case "$status" in
  0) echo ok ;;
  *) cat <<'END'
finops-guard scan
END
     exit 1 ;;
esac
( cd live; finops-guard scan . ) 2>&1 | tee log
run() { uvx finops-guard-cli scan; }
finops-guard audit export -o evidence && cosign sign-blob evidence/report.json
