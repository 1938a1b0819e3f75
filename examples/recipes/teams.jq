# A card for a workflow of Teams that starts "when a Teams webhook request is received", from a report of
# `finops-guard scan --format json`. What comes from files is a TextRun, in which Teams reads no Markdown.

def short($most):
  gsub("[\\p{Cc}\\p{Cf}]+"; " ") | if length > $most then .[:$most - 1] + "…" else . end;

def amount:
  tonumber | . * 100 | round / 100;

def change:
  amount | if . > 0 then "+\(.)" else tostring end;

def run($most):
  {type: "TextRun", text: short($most)};

def fact($title; $value):
  {title: $title, value: ($value | tostring)};

.summary as $summary
| [.findings[] | select(.verdict == "fail")] as $failing
| ($failing | length) as $count
| {
    type: "message",
    attachments: [{
      contentType: "application/vnd.microsoft.card.adaptive",
      contentUrl: null,
      content: {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.5",
        body: [
          {
            type: "RichTextBlock",
            inlines: [($where | run(100)), {
              type: "TextRun",
              weight: "Bolder",
              color: (if $summary.failed then "Attention" else "Good" end),
              text: (if $summary.failed then " failed" else " passed" end)
            }]
          },
          {type: "FactSet", facts: [
            fact("Findings"; $count),
            fact("Blocking"; $summary.blocking),
            (if $summary.cost then
              fact("A month"; "\($summary.cost.monthly.expected | amount) \($summary.cost.currency)")
            else empty end),
            (if $summary.cost.change then
              fact("This change"; "\($summary.cost.change.delta | change) \($summary.cost.currency)")
            else empty end)
          ]},
          ($failing[:10][] | {
            type: "RichTextBlock",
            separator: true,
            inlines: [
              ("\(.severity) \(.policy) " | run(60) + {weight: "Bolder"}),
              ("\(.location.path | short(150)):\(.location.line) " | run(200) + {fontType: "Monospace"}),
              (.message | run(400))
            ]
          }),
          (if $count > 10 then
            {type: "TextBlock", isSubtle: true, text: "and \($count - 10) more"}
          else empty end)
        ]
      }
    }]
  }
