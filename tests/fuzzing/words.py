r"""Words of each language, separated by spaces; a line that begins with ``| `` is one snippet (with ``\n``)."""

HCL = r"""
{ } [ ] ( ) " ' , . : = == != => ... ? ?: + - * / % ! && || < > <= >= # // /* */ ~ ` ; \\ $ %% $$ ${ %{ ${~ ~} %{~
for in if else endif endfor null true false resource variable locals dynamic content lifecycle each.key [*] .*.
.0. ::
| <<EOT\n
| <<-EOT\n
| \nEOT\n
| %{ if x }
| %{ for k, v in x }
| [for x in y : x if z]
| {for k, v in y : k => v...}
| "${x}"
| provider::a::b(1)
| x { y = 1 }\n
| \n
"""

HCL_JSON = r"""
{ } [ ] " , : null true false -1 1e5 1.5 "//" "${ } %{ "resource" "variable" "locals" "module" "dynamic"
"for_each" "count"
"lifecycle" "content" "type" "default" "provisioner" "terraform" "data" \\u0000 \\ud800 \\ud83d\\ude00 \\" \\n
| "${var.x}"
| {"resource": {"aws_instance": {"a": {}}}}
| "a": 1,
| [{}, {}]
"""

EXPRESSION = r"""
( ) [ ] { } " , . : = == != => ... ? + - * / % ! && || < > <= >= ${ } %{ [*] for in if null true false -1 0
1e400 1/0
abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 basename can ceil chomp chunklist
cidrhost
cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode dirname distinct
element endswith
file filebase64 fileexists fileset flatten floor format formatdate formatlist indent issensitive join jsondecode
jsonencode
keys length log lookup lower map matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp
pow range
regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1 sha256
signum slice
sort split startswith strcontains strrev substr sum templatefile templatestring textdecodebase64
textencodebase64 timeadd
timecmp timestamp title tobool tolist tomap tonumber toset tostring transpose trim trimprefix trimspace
trimsuffix try upper
urlencode uuidv5 values yamldecode yamlencode zipmap type ephemeralasnull path.module path.root
terraform.workspace var.x
| format("%s %05.2f %v %q", "a", 1.5, [1], true)
| regex("(?P<a>[a-z]+)*\\d{2,}", "abc12")
| formatdate("YYYY-MM-DD'T'hh:mm:ssZ", "2024-02-29T23:59:60+14:00")
| timeadd("2024-01-01T00:00:00Z", "-1.5h9999999m")
| cidrsubnets("2001:db8::/32", 4, 4, 8)
| file("../../etc/passwd")
| file("/etc/passwd")
| fileset("..", "**")
| fileset(".", "**/{a,b}*[!x]?")
| templatefile("hello.tftpl", { name = "x" })
| range(0, 100000000)
| setproduct([1,2,3],[4,5,6],[7,8,9])
| replace("aaaa", "/(a*)*b/", "$1${2}")
| [for i in range(1000) : i]
| pow(10, 308)
| "%{ for x in [1, 2] }${x}%{ endfor }"
| base64gzip("abc")
| parseint("zz", 36)
| yamldecode("a: &x [1]\\nb: *x")
| substr("abc", -1, 99999999999)
"""

TERRAFORM = (
    EXPRESSION
    + r"""
resource data variable output locals module provider terraform moved import removed check count for_each depends_on
dynamic content iterator labels source version providers default type sensitive nullable validation condition
error_message
aws_instance aws_s3_bucket aws_ebs_volume azurerm_linux_virtual_machine google_compute_instance tags labels
instance_type
count.index each.key each.value self local.a var.a module.a.b data.aws_ami.x.id aws_instance.a[*].id lifecycle
string number bool any list(string) map(any) object({a=optional(string,"x")}) set(number) tuple([string,any])
| -- modules/a/main.tf --\n
| -- terraform.tfvars --\n
| -- a.auto.tfvars.json --\n{"a": 1}\n
| -- override.tf --\n
| -- main.tf.json --\n{"locals": {"a": "${var.a}"}}\n
| # finops-guard:ignore FG-TAG-001 -- a reason\n
| # finops-guard:budget 100 USD/month\n
| source = "./modules/a"\n
| source = "../../.."\n
| source = "/etc"\n
| for_each = toset(["a", "b"])\n
| count = 100000000\n
| for_each = { for i in range(5000) : i => i }\n
| module "m" { source = "./" }\n
| locals { a = local.b }\nlocals { b = local.a }\n
| provider "aws" { default_tags { tags = { a = "b" } } }\n
| variable "a" { type = object({ b = optional(list(string), []) }) }\n
"""
)

TERRAGRUNT = (
    HCL
    + r"""
include inputs terraform source locals dependency generate remote_state config_path mock_outputs path contents
if_exists
find_in_parent_folders() path_relative_to_include() get_terragrunt_dir() read_terragrunt_config get_env
get_repo_root()
run_cmd expose merge_strategy deep shallow no_merge unit stack values skip exclude feature errors
get_path_to_repo_root()
| include "root" { path = find_in_parent_folders("root.hcl") }\n
| include { path = "../../../etc/passwd" }\n
| dependency "a" { config_path = "../a" }\n
| run_cmd("sh", "-c", "touch x")
| read_terragrunt_config("terragrunt.hcl")
| generate "x" { path = "../../x.tf"\n if_exists = "overwrite"\n contents = "x" }\n
| -- live/a/terragrunt.hcl --\n
| -- root.hcl --\n
| -- modules/a/main.tf --\n
"""
)

JSON = r"""
{ } [ ] " , : null true false NaN Infinity -0 1e400 0.1e-400 1.0 01 "a" "" \\u0000 \\ud800 \\udc00 \\" \\x // /* */
| "a": 1,
| {"a": [1, {"b": null}]}
| 123456789012345678901234567890
"""

PLAN = (
    JSON
    + r"""
"format_version" "terraform_version" "planned_values" "root_module" "resources" "child_modules" "address" "mode"
"managed" "data"
"type" "name" "index" "provider_name" "values" "sensitive_values" "resource_changes" "change" "actions" "create"
"delete" "update"
"no-op" "before" "after" "after_unknown" "configuration" "expressions" "references" "constant_value"
"module_calls" "source"
"variables" "prior_state" "for_each_expression" "count_expression" "provider_config" "full_name" "deposed"
"forget" "read"
| "address": "module.a[\\"x\\"].aws_instance.b[0]",
| "actions": ["delete", "create"],
| "references": ["var.a", "each.value"],
"""
)

YAML = r"""
--- ... - : ? , [ ] { } & * ! | > " ' # %YAML %TAG << ~ null true yes no on off 0o17 0x1F 1_000 .inf .nan 1e3
12:30:45
!!str !!int !!binary !!set !!python/object/apply:os.system !local !<tag:yaml.org,2002:map> &a *a <<: |- >+ |2
| \n---\n
| &a [*a, *a]
| <<: *a\n
| ? [a, b]\n: c\n
| key: |\n  text\n   more\n
| %YAML 1.2\n---\n
| a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\n
| 2026-05-04T10:00:00Z
| "\\x41\\u00e9\\U0001F600\\
| {{ .Values.x }}
"""

KUBERNETES = (
    YAML
    + r"""
apiVersion: kind: metadata: name: namespace: labels: annotations: spec: template: containers: resources:
requests: limits:
cpu: memory: replicas: selector: matchLabels: Deployment StatefulSet DaemonSet Job CronJob Pod Service List
Namespace
HorizontalPodAutoscaler PodDisruptionBudget LimitRange ResourceQuota PersistentVolumeClaim storageClassName:
nodeSelector:
100m 1.5Gi 1e3 -1 1Ei 0.0000001 minReplicas: maxReplicas: initContainers: affinity: tolerations:
volumeClaimTemplates:
resources: bases: patches: patchesStrategicMerge: patchesJson6902: commonLabels: labels: namePrefix: nameSuffix:
images:
replicas: configMapGenerator: components: generators: transformers: helmCharts: target: path: patch: op: value:
| kind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n
| finops-guard/ignore: "FG-K8S-001 -- reason"\n
| # finops-guard:ignore FG-K8S-001 -- reason\n
| -- base/kustomization.yaml --\nresources: [../base, ../../x, /etc/passwd]\n
| -- overlay/kustomization.yaml --\n
| -- shop.json --\n{"kind": "Pod", "apiVersion": "v1"}\n
| resources: [https://example.com/x?ref=main, .]\n
| - op: replace\n  path: /spec/replicas\n  value: 3\n
"""
)

CHART = (
    KUBERNETES
    + r"""
{{ }} {{- -}} {{/* */}} .Values .Release.Name .Chart.Name $ $. := = | if else end with range define block
include template tpl
toYaml nindent indent quote default printf required lookup fail dict list get index eq and or not hasKey merge
| {{- if .Values.a }}\n
| {{- else if not .Values.b }}\n
| {{- end }}\n
| {{- range $k, $v := .Values.list }}\n
| {{ include "shop.labels" . | nindent 4 }}\n
| {{- define "shop.labels" }}\n
| {{ $x := .Values.a.b | default "c" }}\n
| -- Chart.yaml --\napiVersion: v2\nname: shop\nversion: 1.0.0\n
| -- values.yaml --\n
| -- templates/_helpers.tpl --\n
| -- charts/sub/Chart.yaml --\n
"""
)

POLICY = (
    YAML
    + r"""
id: name: title: description: severity: capability: providers: match: resources: check: attribute: path: paths:
operator: value:
values: absent: types: tags: required: aliases: pattern: generation: cost: instance_size: budget: source:
expression: require:
params: message: remediation: references: fix: enforcement: on_unresolved: environments: when: all: any: not:
exists: profiles:
equals not_equals at_most at_least in not_in matches contains error warning info aws azure gcp kubernetes hard
soft advisory
| {{ address }}
| {{ value | upper }}
| path: "ebs_block_device[*].volume_type"\n
| pattern: "(a+)+$"\n
| pattern: "[[:alpha:]]{1,9999}"\n
| values_from: ../../etc/passwd\n
| when: {path: "a[*].b[?c].d", operator: equals, value: x}\n
| -- b.yaml --\n
| -- values/teams.yaml --\n- web\n
"""
)

CEL = r"""
( ) [ ] { } . , : ? ! && || == != < > <= >= + - * / % in has size all exists exists_one map filter matches
contains startsWith
endsWith int uint double string bool bytes type dyn duration timestamp true false null 1 -1 1u 1.5 0x1F
9223372036854775807
9223372036854775808 1e308 "a" 'b' r"\\d" b"x" resource.values resource.tags resource.type resource.address
resource.region
resource.derived environment estimate.monthly params.most params.teams resource.module resource.name
resource.provider
| has(resource.values.instance_type)
| resource.values.ebs_block_device.exists(b, b.volume_size > 10)
| resource.tags.all(k, resource.tags[k] != "")
| [1, 2, 3].map(x, x * 2).filter(y, y > 2).size() == 1
| resource.values.user_data.matches("^(a+)+$")
| {"a": 1}.a == 1
| params.teams.exists(t, t == resource.tags.team)
| resource.derived.referrers.aws_eip.exists(e, true)
| 1 / 0 == 1
| "a".matches("(")
"""

CONFIG = (
    YAML
    + r"""
profile: select: ignore: policies: policy-directories: packs: exclude: max-file-size: unresolved: severity:
inline-ignores:
baseline: usage: prices: book: discounts: currency: exchange-rate: exchange-date: budgets: amount: owner:
thresholds: scope:
score: benchmark: weights: targets: approved-modules: environment: names: tags: paths: terraform: workspace:
var-files: vars:
parser: kubernetes: render: charts: overlays: pod-templates: crawl walk run report fail ignore 5MiB 1e99 FG-TAG-*
| [tool.finops-guard]\n
| policies: {gp2-volumes: {severity: error, parameters: {value: x}, environments: {prod: {enabled: false}}}}\n
| policy-directories: [../x, /etc, policies]\n
| budgets: [{name: a, amount: 2000 USD/month, thresholds: [80, 100]}]\n
| max-file-size: 99999999999999 GiB\n
| exclude: ["**/**/**/**", "[a-", "!x"]\n
| score: {weights: {allocation: 25}, thresholds: {planning.budgets: {walk: 90}}}\n
| profile = "walk"\n
| [[tool.finops-guard.budgets]]\n
| key = 1979-05-27T07:32:00Z\n
| environment: {names: {prod: [p], x: []}, paths: {"live/*": prod}}\n
"""
)

EXCEPTION = (
    YAML
    + r"""
id: kind: policies: scope: addresses: roots: environments: fingerprints: reason: requested_by: approved_by:
created: expires:
ended: renewals: on: monthly_cost: at_grant: cap: waiver mitigated false_positive emergency EXC-2026-0007 FG-TAG-001
2026-05-01 2026-02-30 0000-00-00 9999-12-31 2026-5-1
| renewals:\n- {on: 2026-05-02, approved_by: a.reader}\n
| -- b.yaml --\n
| addresses: ['module.x["a"].aws_s3_bucket.*', '*']\n
"""
)

USAGE = (
    YAML
    + r"""
version: resources: types: roots: defaults: aws_nat_gateway aws_s3_bucket monthly_data_processed_gb: storage_gb:
1.5k 10M 1e999
| module.a["x"].aws_nat_gateway.b[0]:\n    monthly_data_processed_gb: 1.5k GB\n
| 10M requests
| live/*:\n    types: {}\n
| module.*.*.*.*.*.*.*.*.*:\n    storage_gb: 1\n
"""
)

PRICE_BOOK = (
    YAML
    + r"""
vendor service component attribute region unit price currency source observed start aws azure gcp EC2 RDS USD
EUR GB-Mo Hrs
prices: tiers: , ; " * 0.1 -1 1e9999 2026-01-01
| aws,EC2,instance,m5.large,us-east-1,Hrs,0.05,USD,contract\n
"""
)

DECLARATION = (
    YAML
    + r"""
version: answers: question: answer: by: on: evidence: commitments: targets: vendor: coverage: metrics: metric:
unit: volumes: cost:
columns: tags: shared: name: what: split: shares: even proportional usage fixed crawl walk run none 2026-05-01
2026-13 1e400
month scope amount currency driver USD files: recorded: detail: coverage:
| -- forecast.csv --\nmonth,scope,amount,currency\n2026-01,all,100,USD\n
| -- commitments.yaml --\n
| -- unit-metrics.yaml --\n
| -- shared-costs.yaml --\n
| -- billed-coverage.yaml --\n
| "2026-01": 1000\n
"""
)

SHELL = r"""
finops-guard scan --base origin/main --select x > out.json | || && ; & ( ) { } if then else elif fi while until
do done case esac
in for select function ! set -e +e -o pipefail exit 0 1 true false trap echo $? $(( )) $( ) ` " ' \\ # << <<- >>
2>&1 sudo env
docker run python -m uv pre-commit run --all-files audit export -o dir cosign sign-blob CODE=$? infracost diff [[ ]]
| finops-guard scan .\n
| if finops-guard scan; then exit 1; fi\n
| cat <<EOF\nfinops-guard scan\nEOF\n
| finops-guard scan || true\n
| x() {\n  finops-guard scan\n}\n
| case $a in b) finops-guard scan;; esac\n
| echo "$(finops-guard scan)"\n
"""

PIPELINE = (
    YAML
    + r"""
on: push: pull_request: workflow_dispatch: branches: paths: jobs: runs-on: steps: run: uses: with: if: needs:
strategy: matrix:
continue-on-error: env: shell: working-directory: script: before_script: stages: rules: include: extends:
allow_failure:
trigger: pr: pool: task: displayName: condition: template: parameters: repos: hooks: repo: rev: finops-guard
pre-commit
| run: finops-guard scan --fail-on error\n
| uses: ./.github/actions/a\n
| -- .gitlab-ci.yml --\n
| -- azure-pipelines.yml --\n
| -- .pre-commit-config.yaml --\n
| -- .github/workflows/b.yaml --\n
| -- .github/actions/a/action.yml --\n
| include: {local: ../../x.yml}\n
| extends: [.a, .b]\n
| !reference [.a, script]\n
| uses: ./.github/workflows/cost.yaml\n
| paths: ["**.tf", "!live/**"]\n
| ${{ github.event_name == 'pull_request' }}
"""
)

OWNERS = r"""
* ** / @org/team @person mail@example.com # [Section] ^[Optional] [Two][2] ! \\ *.tf /live/ docs/* **/x a**b ?
[a-z] \\#
| * @org/finops\n
| /live/ @a @b\n
| [Section] @a\n
| /a\\ b/ @c\n
"""

GITIGNORE = r"""
* ** / ! # \\ ? [ ] [a-z] [!a] [[:alpha:]] *.tf **/ /** a/**/b .terraform/ \\! \\ [] [^ ] {a,b} (?i) $ ^ + .
| **/**/**/*a*b*c*d\n
| !/main.tf\n
| a*a*a*a*a*a*b\n
| [a--z]\n
| [[.a.]]\n
"""

SUPPRESSION = r"""
FG-TAG-001 gp2-volumes required-tags EXC-2026-0007 -- , * module.a["x"].aws_s3_bucket.b[0] aws_instance.a reason
" [ ] .
"""

IMPORTING = (
    JSON
    + r"""
"tags" "tag_key" "@@assign" "@@append" "@@remove" "@@operators_allowed_for_child_policies" "tag_value"
"enforced_for" "*"
"properties" "policyRule" "if" "then" "effect" "allOf" "anyOf" "not" "field" "exists" "equals" "in" "like"
"match" "parameters"
"defaultValue" "allowedValues" "metadata" "deny" "audit" "type" "displayName" "count" "where" "value"
"ec2:instance" "s3:*"
| "field": "tags['owner']",
| "[concat('tags[', parameters('tagName'), ']')]"
| "[parameters('effect')]"
| "field": "Microsoft.Compute/virtualMachines",
"""
)

BILL = r"""
, ; | " BilledCost EffectiveCost ListCost ContractedCost BillingCurrency BillingPeriodStart BillingPeriodEnd
ChargeCategory
ChargeClass CommitmentDiscountId CommitmentDiscountStatus PricingCategory ProviderName ServiceCategory
ServiceName Tags
SubAccountId USD Usage Purchase Tax 2026-03-01T00:00:00Z 2026-13-45 -1 1e400 1e-400
99999999999999999999999999999999999999 nan
| "{""owner"": ""shop""}"
| "{""a"": {""b"": [1, 2]}"
| Compute,Amazon EC2\n
"""
