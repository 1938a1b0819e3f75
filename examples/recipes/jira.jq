# An issue for Jira Cloud (REST v3) from a report of `finops-guard scan --format json`: what blocks, as a list. Text
# nodes of the Atlassian Document Format hold text only, whatever stands in it.

def short($most):
  gsub("[\\p{Cc}\\p{Cf}]+"; " ") | if length > $most then .[:$most - 1] + "…" else . end
  | if test("\\S") then . else "-" end;

def text($most):
  {type: "text", text: short($most)};

def code($most):
  text($most) + {marks: [{type: "code"}]};

def paragraph(nodes):
  {type: "paragraph", content: [nodes]};

def rank:
  {error: 0, warning: 1, info: 2}[.];

(.settings.fail_on | rank) as $limit
| [.findings[] | select(.verdict == "fail" and (.severity | rank) <= $limit and .enforcement != "advisory")] as $failing
| ($failing | length) as $count
| {
    fields: {
      project: {key: $project},
      issuetype: {name: "Task"},
      labels: ["finops-guard"],
      summary: ("\($where): \($count) findings of cost policies" | short(250)),
      description: {
        type: "doc",
        version: 1,
        content: [
          paragraph("\($count) findings block. What each asks for stands below it." | text(200)),
          (if $count > 0 then {
            type: "bulletList",
            content: [$failing[:50][] | {
              type: "listItem",
              content: [
                paragraph(
                  ("\(.location.path | short(200)):\(.location.line)" | code(250)),
                  (" \(.policy): \(.message | short(400))" | text(500))),
                paragraph("Fix: \(.remediation)" | text(600))
              ]
            }]
          } else empty end)
        ]
      }
    }
  }
