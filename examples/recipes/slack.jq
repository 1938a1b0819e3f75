# A message for an incoming webhook of Slack, from a report of `finops-guard scan --format json`.
# What comes from files is of the type plain_text: Slack reads no mention, link or markup in it.

def short($most):
  gsub("[\\p{Cc}\\p{Cf}]+"; " ") | if length > $most then .[:$most - 1] + "…" else . end;

def amount:
  tonumber | . * 100 | round / 100;

def change:
  amount | if . > 0 then "+\(.)" else tostring end;

def plain($most):
  {type: "plain_text", emoji: false, text: short($most)};

.summary as $summary
| [.findings[] | select(.verdict == "fail")] as $failing
| ($failing | length) as $count
| (if $summary.failed then "Failed: \($summary.blocking) findings block" else "Passed: \($count) findings" end) as $verdict
| {
    text: "finops-guard: \($verdict)",
    blocks: [
      {type: "header", text: ("\($where): \($verdict)" | plain(150))},
      (if $summary.cost then
        {type: "section", text: ("About \($summary.cost.monthly.expected | amount) \($summary.cost.currency) a month"
          + (if $summary.cost.change then ", \($summary.cost.change.delta | change) by this change" else "" end)
          | plain(300))}
      else empty end),
      ($failing[:10][] | {type: "section", text: {type: "plain_text", emoji: false, text: (
        "\(.severity) \(.policy | short(60)) \(.location.path | short(150)):\(.location.line)\n\(.message | short(400))"
      )}}),
      (if $count > 10 then
        {type: "context", elements: [("and \($count - 10) more" | plain(100))]}
      else empty end)
    ]
  }
