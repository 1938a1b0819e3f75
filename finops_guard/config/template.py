"""What ``finops-guard init`` writes: every key with its default."""

TEMPLATE = """\
# Configuration of finops-guard. Lines that begin with # and a blank explain; to change a default, remove the # before
# its key. Paths are relative to this file.

# How much blocks, in the FinOps Foundation's words. crawl, to begin with: only what everybody accepts (mandatory tags,
# a budget, files that can be read) fails a scan, all else is a warning. walk, once the warnings are few: what is
# certainly wasted fails it, too. run, where cost is everybody's habit: everything applies, also what is a matter of an
# organisation's own choice. finops-guard policy list --profile walk shows what a stage would block.
profile: crawl

# Apply only these policies, or leave these out: ids, names, or globs such as FG-TAG-*.
#select: []
#ignore: []

# Change single policies by id or name: enabled, severity, parameters, enforcement (advisory, soft, hard), on_unresolved
# (report, fail or ignore), and the same for single environments, for example
#   required-tags: {severity: warning}
#   container-limits: {enabled: false, environments: {prod: {enabled: true, enforcement: hard}}}
#policies: {}

# Directories with policies of your own, one YAML file a policy.
#policy-directories: []

# Which packs of policies apply; own are those of the directories above.
#packs: [common, aws, azure, gcp, kubernetes, own]

# What is not read, in the pattern language of .gitignore.
#exclude: []

# Larger files are skipped, and the report says so.
#max-file-size: 5 MiB

# What a policy means that cannot be decided, because a value is only known later: report, fail or ignore.
#unresolved: report

# The lowest severity that fails the scan: error, warning or info.
#severity: error

# Which comments and annotations finops-guard:ignore are followed: any, registered (those that name an exception of
# .finops/exceptions), or none.
#inline-ignores: any

# The file with findings that stood before (finops-guard baseline create), which are not reported. Where none is named,
# .finops/baseline.json at the root of the repository counts.
#baseline: ""

# The file that says how much is used a month of what no code says (requests, GB). Where none is named, the nearest
# finops-guard-usage.yaml counts, here or above.
#usage: ""

# Whose prices count, and in which currency.
#prices:
  # Files with prices of your own, CSV or YAML, which count before list prices; a later file wins.
  #book: []
  # By how many percent list prices are lowered, for example {aws/EC2: 20, azure/*: 5}.
  #discounts: {}
  # The currency of estimates, how much of it one US dollar is, and on which day that was so.
  #currency: USD
  #exchange-rate: 1
  #exchange-date: ""

# Budgets as code: each says what, of the whole scan or of a part of it, may cost a month, for example
#   - {name: checkout, amount: 2000 USD/month, owner: team-shop, thresholds: [80, 100],
#      scope: {paths: [live/prod/*], environments: [prod], tags: {application: checkout*}, namespaces: [shop-*]}}
#budgets: []

# How the maturity of the governance is rated, where that differs from the model: the report says what was changed.
#score:
  # Whose thresholds count: ff-2026, ff-2023 or costdefender.
  #benchmark: ff-2026
  # The weights of capabilities, over those of the model, for example {allocation: 25, units: 0}.
  #weights: {}
  # Thresholds in percent, by check and level, for example {planning.budgets: {walk: 90}}.
  #thresholds: {}
  # What a capability needs at most for Run overall, for example {units: crawl}.
  #targets: {}
  # Modules that are approved: globs over their sources, for example app.terraform.io/acme/*.
  #approved-modules: []

# How the environment of a resource is found.
#environment:
  # Spellings of each environment, merged over these; an empty list removes one.
  #names:
    #prod: [prod, prd, production]
    #staging: [staging, stage, stg, preprod, pre-prod, uat]
    #test: [test, tst, testing, qa, ci]
    #dev: [dev, development, devel]
    #sandbox: [sandbox, sbx, playground]
  # Tag or label keys that name it; the first that is present decides.
  #tags: [environment, Environment, env, Env, stage, Stage, app.kubernetes.io/environment]
  # Globs over directories or files that belong to one, for example live/eu-*: prod
  #paths: {}

# What Terraform would be told on its command line.
#terraform:
  # The value of terraform.workspace.
  #workspace: default
  # Files of variable values, a later one wins; values given here win over the files.
  #var-files: []
  #vars: {}
  # Which reader of Terraform's syntax: builtin or python-hcl2.
  #parser: builtin

# How Kubernetes sources are read.
#kubernetes:
  # Whether Helm charts and kustomizations are rendered: auto (with the helm, kubectl or kustomize on PATH, offline) or
  # never. What is not rendered is not evaluated, and the report says so.
  #render: auto
  # How Helm charts are deployed, by globs over their directories (paths start here, too), for example
  #   charts/shop: [{environment: prod, release: shop, namespace: shop, values: [charts/shop/values-prod.yaml]}]
  # Others are rendered once, with their own values.
  #charts: {}
  # Which kustomizations are rendered, by globs over their directories, and the environment of each, for example
  # deploy/overlays/prod: prod (null: found by other means). Without any, all are that no other one uses.
  #overlays: {}
  # Kinds of your own that run pods, and where their manifest holds the pod template, for example
  #   example.com/Worker: spec.podTemplate
  #pod-templates: {}
"""
