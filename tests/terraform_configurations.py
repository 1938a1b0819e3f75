"""Small modules that use every way to make instances and values; a line ``### path`` begins a further file.

All of them are called by one root module, so that one plan judges them all.
"""

from __future__ import annotations

CHILD = """
### child/main.tf
variable "name" { default = "none" }
variable "tags" { default = {} }
resource "terraform_data" "this" { input = { name = var.name, tags = var.tags } }
output "id" { value = terraform_data.this.id }
output "name" { value = terraform_data.this.input.name }
output "tags" { value = var.tags }
"""

MODULES = {
    "count": """
        resource "terraform_data" "none" { count = 0 }
        resource "terraform_data" "many" {
          count = 3
          input = "n${count.index}-${count.index + 1}"
        }
        resource "terraform_data" "text" { count = "2" }
        resource "terraform_data" "yes" { count = true ? 1 : 0 }
    """,
    "keys": r"""
        resource "terraform_data" "odd" {
          for_each = toset(["a b", "a.b", "a/b", "q\"q", "b\\s", "new\nline", "ta\tb", "dollar$${x}",
            "pro%%{y}", "é", "", "\u200b\u0001"])
          input    = each.key
        }
        resource "terraform_data" "numbers" {
          for_each = { 1 = "one", 10 = "ten", 2 = "two" }
          input    = [each.key, each.value]
        }
    """,
    "for_each_objects": """
        locals {
          machines = { web = { size = "m", disks = [1, 2] }, db = { size = "l", disks = [] } }
        }
        resource "terraform_data" "machine" {
          for_each = local.machines
          input    = { name = each.key, size = each.value.size, disks = length(each.value.disks), all = each.value }
        }
        resource "terraform_data" "filtered" {
          for_each = { for name, machine in local.machines : name => machine.size if length(machine.disks) > 0 }
          input    = each.value
        }
        resource "terraform_data" "set" {
          for_each = toset([for machine in local.machines : machine.size])
          input    = each.key == each.value
        }
    """,
    "chained": """
        resource "terraform_data" "a" {
          for_each = toset(["x", "y"])
          input    = upper(each.key)
        }
        resource "terraform_data" "b" {
          for_each = terraform_data.a
          input    = "${each.key}:${each.value.input}"
        }
        resource "terraform_data" "c" {
          count = length(terraform_data.a)
          input = keys(terraform_data.a)[count.index]
        }
    """,
    "module_count": CHILD
    + """
### main.tf
        module "child" {
          source = "./child"
          count  = 2
          name   = "c${count.index}"
        }
        resource "terraform_data" "names" { input = module.child[*].name }
        resource "terraform_data" "ids" { input = module.child[*].id }
        resource "terraform_data" "first" { input = module.child[0].name }
        resource "terraform_data" "legacy" { input = module.child.1.name }
    """,
    "module_for_each": CHILD
    + """
### main.tf
        module "child" {
          source   = "./child"
          for_each = { a = { owner = "x" }, "b.c" = {} }
          name     = each.key
          tags     = each.value
        }
        resource "terraform_data" "names" { input = { for key, child in module.child : key => child.name } }
        resource "terraform_data" "one" { input = module.child["a"].tags.owner }
        resource "terraform_data" "ids" { input = [for child in module.child : child.id] }
        resource "terraform_data" "each" {
          for_each = module.child
          input    = each.value.tags
        }
    """,
    "module_none": CHILD
    + """
### main.tf
        module "child" {
          source = "./child"
          count  = 0
        }
        resource "terraform_data" "fallback" { input = try(module.child[0].name, "fallback") }
        resource "terraform_data" "one" { input = one(module.child[*].name) == null ? "nothing" : "something" }
        resource "terraform_data" "length" { input = length(module.child) }
    """,
    "nested": """
### outer/main.tf
        variable "prefix" {}
        module "inner" {
          source   = "../inner"
          for_each = toset(["p", "q"])
          prefix   = "${var.prefix}/${each.key}"
        }
        output "all" { value = { for key, inner in module.inner : key => inner.made } }
### inner/main.tf
        variable "prefix" {}
        resource "terraform_data" "leaf" {
          count = 2
          input = "${var.prefix}/${count.index}"
        }
        output "made" { value = terraform_data.leaf[*].input }
### main.tf
        module "outer" {
          source = "./outer"
          count  = 2
          prefix = count.index
        }
        resource "terraform_data" "all" { input = module.outer[*].all }
    """,
    "mutual": """
### a/main.tf
        variable "from_b" {}
        output "first" { value = "first" }
        output "last" { value = "${var.from_b}-last" }
### b/main.tf
        variable "from_a" {}
        output "middle" { value = "${var.from_a}-middle" }
### main.tf
        module "a" {
          source = "./a"
          from_b = module.b.middle
        }
        module "b" {
          source = "./b"
          from_a = module.a.first
        }
        resource "terraform_data" "end" { input = module.a.last }
    """,
    "computed": """
        resource "terraform_data" "a" { input = { name = "a", list = [1, 2] } }
        resource "terraform_data" "id" { input = terraform_data.a.id }
        resource "terraform_data" "input" { input = terraform_data.a.input.name }
        resource "terraform_data" "output" { input = terraform_data.a.output }
        resource "terraform_data" "inside" { input = { not = terraform_data.a.id, in = [[terraform_data.a.id]] } }
        resource "terraform_data" "text" { input = "id: ${terraform_data.a.id}" }
        resource "terraform_data" "key" { input = { (terraform_data.a.id) = 1, b = 2 } }
        resource "terraform_data" "merged" { input = merge({ b = 2 }, { c = terraform_data.a.id }) }
        resource "terraform_data" "chosen" { input = terraform_data.a.id == "x" ? "yes" : "no" }
        resource "terraform_data" "length" { input = length([terraform_data.a.id, 1]) }
        resource "terraform_data" "keys" { input = keys({ a = terraform_data.a.id }) }
        resource "terraform_data" "json" { input = jsonencode({ a = terraform_data.a.id }) }
        resource "terraform_data" "lookup" { input = lookup({ a = 1 }, "a", 2) }
        resource "terraform_data" "can" { input = can(terraform_data.a.input.nothing) }
        resource "terraform_data" "try" { input = try(terraform_data.a.input.nothing, "else") }
        resource "terraform_data" "coalesce" { input = coalesce("first", terraform_data.a.id) }
        resource "terraform_data" "concat" { input = concat([1], [terraform_data.a.id]) }
        resource "terraform_data" "for" { input = [for each in [terraform_data.a.id, "b"] : upper(each)] }
        resource "terraform_data" "whole" { input = terraform_data.a }
    """,
    "outputs": """
### child/main.tf
        resource "terraform_data" "a" { input = "a" }
        output "nothing" { value = null }
        output "id" { value = terraform_data.a.id }
        output "partly" { value = { id = terraform_data.a.id, name = "a", list = [terraform_data.a.id, "x"] } }
        output "secret" {
          value     = "s"
          sensitive = true
        }
        output "checked" {
          value      = terraform_data.a.input
          depends_on = [terraform_data.a]
          precondition {
            condition     = terraform_data.a.input == "a"
            error_message = "It must be a."
          }
        }
### main.tf
        module "child" { source = "./child" }
        resource "terraform_data" "nothing" { input = module.child.nothing == null ? "null" : "set" }
        resource "terraform_data" "null" { input = [module.child.nothing] }
        resource "terraform_data" "partly" { input = module.child.partly }
        resource "terraform_data" "name" { input = module.child.partly.name }
        resource "terraform_data" "element" { input = module.child.partly.list[1] }
        resource "terraform_data" "secret" { input = module.child.secret }
        resource "terraform_data" "checked" { input = module.child.checked }
        resource "terraform_data" "has" { input = [can(module.child.absent), try(module.child.absent, "none")] }
    """,
    "whole_module": CHILD
    + """
### main.tf
        module "child" {
          source = "./child"
          tags   = { a = 1 }
        }
        resource "terraform_data" "keys" { input = keys(module.child) }
        resource "terraform_data" "whole" { input = module.child }
        resource "terraform_data" "merged" { input = merge(module.child, { more = 1 }) }
        resource "terraform_data" "looked_up" { input = lookup(module.child, "name", "absent") }
    """,
    "locals": """
        locals {
          c     = "${local.b}c"
          a     = "a"
          b     = "${local.a}b"
          sizes = { small = 1, large = 4 }
          twice = { for name, size in local.sizes : name => size * 2 }
          flat  = flatten([for name, size in local.sizes : [for n in range(size) : "${name}${n}"]])
          group = { for name, size in { a = 1, b = 2, c = 1 } : "s${size}" => name... }
        }
        resource "terraform_data" "chain" { input = local.c }
        resource "terraform_data" "twice" { input = local.twice }
        resource "terraform_data" "flat" {
          for_each = toset(local.flat)
          input    = each.key
        }
        resource "terraform_data" "group" { input = local.group }
    """,
    "variables": """
### child/main.tf
        variable "text" { type = string }
        variable "number" { type = number }
        variable "flag" { type = bool }
        variable "list" { type = list(string) }
        variable "set" { type = set(string) }
        variable "map" { type = map(string) }
        variable "any" {}
        variable "object" {
          type = object({
            name = string
            size = optional(number, 3)
            more = optional(object({ a = optional(string, "x"), b = optional(string) }), {})
            none = optional(string)
          })
        }
        variable "objects" { type = map(object({ size = optional(string, "m") })) }
        variable "tuple" { type = tuple([string, number]) }
        resource "terraform_data" "all" {
          input = [var.text, var.number, var.flag, var.list, var.set, var.map, var.any, var.object,
            var.objects, var.tuple]
        }
### main.tf
        module "child" {
          source  = "./child"
          text    = 12
          number  = "1.50"
          flag    = "true"
          list    = [1, true, "x"]
          set     = ["b", "a", "b"]
          map     = { a = 1, b = true, c = "x" }
          any     = [1, "x"]
          object  = { name = "n", other = "dropped" }
          objects = { a = {}, b = { size = "l" } }
          tuple   = [1, "2"]
        }
    """,
    "nulls": """
### child/main.tf
        variable "plain" { default = "default" }
        variable "strict" {
          default  = "default"
          nullable = false
        }
        variable "list" {
          type     = list(string)
          default  = null
        }
        resource "terraform_data" "all" { input = { plain = var.plain, strict = var.strict, list = var.list } }
### main.tf
        module "given" {
          source = "./child"
          plain  = null
          strict = null
        }
        module "absent" { source = "./child" }
        resource "terraform_data" "null" { input = null }
        resource "terraform_data" "coalesce" { input = coalesce(null, "", "x") }
        resource "terraform_data" "list" { input = [null, 1] }
        resource "terraform_data" "splat" { input = null[*] }
        resource "terraform_data" "single" { input = "x"[*] }
    """,
    "unify": """
        locals { yes = true }
        resource "terraform_data" "text" { input = local.yes ? 1 : "a" }
        resource "terraform_data" "lists" { input = local.yes ? [] : ["a"] }
        resource "terraform_data" "null" { input = local.yes ? null : { a = 1 } }
        resource "terraform_data" "objects" { input = local.yes ? { a = 1 } : { a = 2 } }
        resource "terraform_data" "concat" { input = concat(["a"], [1]) }
        resource "terraform_data" "merge" { input = merge({ a = 1 }, { b = "x" }) }
    """,
    "sensitive": """
### child/main.tf
        variable "secret" {
          type      = string
          sensitive = true
        }
        resource "terraform_data" "a" { input = { password = var.secret, user = "u" } }
        resource "terraform_data" "open" { input = nonsensitive(var.secret) }
        output "user" { value = terraform_data.a.input.user }
        output "length" { value = nonsensitive(length(var.secret)) }
### main.tf
        module "child" {
          source = "./child"
          secret = "s3cret"
        }
        resource "terraform_data" "user" { input = module.child.user }
        resource "terraform_data" "length" {
          count = module.child.length
        }
    """,
    "ephemeral": """
### child/main.tf
        variable "token" {
          type      = string
          ephemeral = true
          default   = "t"
        }
        resource "terraform_data" "a" { input = [ephemeralasnull(var.token), "x"] }
### main.tf
        module "child" { source = "./child" }
    """,
    "refactored": """
        moved {
          from = terraform_data.old
          to   = terraform_data.new["a"]
        }
        moved {
          from = module.gone
          to   = module.here
        }
        removed {
          from = terraform_data.removed
          lifecycle { destroy = false }
        }
        resource "terraform_data" "new" { for_each = toset(["a"]) }
        check "always" {
          assert {
            condition     = length(terraform_data.new) == 1
            error_message = "There must be one."
          }
        }
    """,
    "lifecycle": """
        resource "terraform_data" "base" { input = "base" }
        resource "terraform_data" "a" {
          input            = "a"
          triggers_replace = [terraform_data.base.input, terraform_data.base.id]
          depends_on       = [terraform_data.base]
          lifecycle {
            create_before_destroy = true
            ignore_changes        = [input]
            replace_triggered_by  = [terraform_data.base]
            precondition {
              condition     = terraform_data.base.input != ""
              error_message = "It must not be empty."
            }
            postcondition {
              condition     = self.input == "a"
              error_message = "It must be a."
            }
          }
          provisioner "local-exec" { command = "exit 1" }
        }
    """,
    "module_depends": CHILD
    + """
### main.tf
        resource "terraform_data" "first" {}
        module "child" {
          source     = "./child"
          name       = "known"
          depends_on = [terraform_data.first]
        }
        resource "terraform_data" "name" { input = module.child.name }
    """,
    "optional_instance": """
        variable "enabled" { default = false }
        resource "terraform_data" "maybe" { count = var.enabled ? 1 : 0 }
        resource "terraform_data" "sure" {
          count = var.enabled ? 0 : 1
          input = "sure"
        }
        resource "terraform_data" "joined" { input = join(",", terraform_data.sure[*].input) }
        resource "terraform_data" "one" { input = one(terraform_data.sure[*].input) }
        resource "terraform_data" "none" { input = one(terraform_data.maybe[*].input) }
        resource "terraform_data" "try" { input = try(terraform_data.maybe[0].input, "none") }
        resource "terraform_data" "coalesce" { input = coalescelist(terraform_data.maybe[*].input, ["else"]) }
    """,
    "splats": """
        resource "terraform_data" "a" {
          count = 2
          input = { n = count.index, list = [count.index] }
        }
        resource "terraform_data" "b" {
          for_each = toset(["x"])
          input    = each.key
        }
        resource "terraform_data" "full" { input = terraform_data.a[*].input.n }
        resource "terraform_data" "indexed" { input = terraform_data.a[*].input.list[0] }
        resource "terraform_data" "attribute" { input = terraform_data.a.*.input.n }
        resource "terraform_data" "values" { input = values(terraform_data.b)[*].input }
        resource "terraform_data" "ids" { input = terraform_data.a[*].id }
        resource "terraform_data" "count" { input = length(terraform_data.a[*].id) }
        resource "terraform_data" "by_name" { input = terraform_data.a[1].input["n"] }
    """,
    "files": """
### main.tf
        resource "terraform_data" "paths" { input = [path.module, path.root, basename(path.module)] }
        resource "terraform_data" "file" { input = file("${path.module}/data.txt") }
        resource "terraform_data" "template" { input = templatefile("${path.module}/t.tftpl", { names = ["a", "b"] }) }
        resource "terraform_data" "fileset" {
          for_each = fileset(path.module, "*.txt")
          input    = trimspace(file("${path.module}/${each.key}"))
        }
        resource "terraform_data" "decoded" { input = jsondecode(file("${path.module}/data.json")).a }
        resource "terraform_data" "exists" { input = [fileexists("${path.module}/data.txt"), fileexists("nothing")] }
### data.txt
        text
### other.txt
### data.json
        {"a": [1, {"b": null}]}
### t.tftpl
        %{ for name in names ~}
        name: ${name}
        %{ endfor ~}
    """,
    "overrides": """
### main.tf
        locals { a = 1 }
        variable "v" { default = "main" }
        resource "terraform_data" "a" {
          input            = "main"
          triggers_replace = "kept"
        }
### a_override.tf
        locals { a = 2 }
        variable "v" { default = "override" }
        resource "terraform_data" "a" { input = "override ${var.v} ${local.a}" }
    """,
    "json": """
### main.tf.json
        {
          "variable": {"names": {"default": ["a", "b"]}},
          "locals": {"upper": "${[for name in var.names : upper(name)]}"},
          "resource": {
            "terraform_data": {
              "each": {"for_each": "${toset(local.upper)}", "input": "x-${each.key}"},
              "list": {"count": 2, "input": {"at": "${count.index}", "plain": [1, true, null, "$${kept}"]}}
            }
          }
        }
    """,
    "texts": """
        locals { names = ["a", "b"] }
        resource "terraform_data" "heredoc" {
          input = <<-EOT
            first
              second ${local.names[0]}
          EOT
        }
        resource "terraform_data" "directive" { input = "%{ for name in local.names }<${name}>%{ endfor }" }
        resource "terraform_data" "if" { input = "%{ if length(local.names) > 1 }many%{ else }one%{ endif }" }
        resource "terraform_data" "numbers" { input = "${1.50} ${10 / 4} ${true} ${100000000000000000000}" }
        resource "terraform_data" "only" { input = "${local.names}" }
    """,
    "numbers": """
        resource "terraform_data" "a" {
          input = [1.0, 5 / 2, 7 % 3, -7 % 3, "5" + 1, 1e3, floor(2.7), 10 > 9,
            "10" == 10, 1 == 1.0, min(2, 1), 0.1 + 0.2]
        }
    """,
    "collections": """
        resource "terraform_data" "product" {
          for_each = { for pair in setproduct(["a", "b"], ["x", "y"]) : "${pair[0]}-${pair[1]}" => pair }
          input    = each.value
        }
        resource "terraform_data" "sets" {
          input = [
            setunion(["b"], ["a"]), setintersection(["a", "b"], ["b"]), setsubtract(["a", "b"], ["a"]),
            toset([3, 1, 2]), distinct(["b", "a", "b"]), sort(["b", "a"]), zipmap(["k"], ["v"]),
            slice([1, 2, 3], 1, 3), element(["a", "b"], 5), chunklist([1, 2, 3], 2), index(["a", "b"], "b"),
            contains(["a"], "a"), transpose({ a = ["1"] }), matchkeys(["x", "y"], ["1", "2"], ["2"]),
            compact(["a", "", null]),
          ]
        }
        resource "terraform_data" "objects" { input = [for o in [{ a = 1 }, { a = 2 }] : o.a if o.a > 1] }
        resource "terraform_data" "set_loop" { input = [for value in toset(["z", "y"]) : value] }
        resource "terraform_data" "expand" { input = max([1, 5, 2]...) }
    """,
    "workspace": """
        resource "terraform_data" "a" { input = terraform.workspace }
        resource "terraform_data" "sized" { input = { default = "small", prod = "large" }[terraform.workspace] }
    """,
    "unknown_argument": CHILD
    + """
### main.tf
        resource "terraform_data" "a" {}
        module "child" {
          source = "./child"
          name   = terraform_data.a.id
          tags   = { owner = "x", id = terraform_data.a.id }
        }
        resource "terraform_data" "tags" { input = module.child.tags }
        resource "terraform_data" "owner" { input = module.child.tags.owner }
        resource "terraform_data" "keyed" {
          for_each = module.child.tags
          input    = each.value
        }
    """,
    "unknown_typed": """
### child/main.tf
        variable "list" { type = list(string) }
        variable "object" { type = object({ a = string, b = optional(string, "b") }) }
        resource "terraform_data" "list" { input = var.list }
        resource "terraform_data" "length" { input = length(var.list) }
        resource "terraform_data" "object" { input = var.object }
        resource "terraform_data" "counted" {
          count = length(var.list)
          input = var.list[count.index]
        }
### main.tf
        resource "terraform_data" "a" {}
        module "child" {
          source = "./child"
          list   = ["x", terraform_data.a.id]
          object = { a = terraform_data.a.id }
        }
    """,
    "list_of_modules": CHILD
    + """
### main.tf
        locals { teams = { red = ["a", "b"], blue = ["c"] } }
        module "child" {
          source   = "./child"
          for_each = merge([for team, names in local.teams : { for name in names : "${team}-${name}" => team }]...)
          name     = each.key
          tags     = { team = each.value }
        }
        resource "terraform_data" "by_team" {
          input = { for key, child in module.child : child.tags.team => key... }
        }
    """,
    "same_module_twice": CHILD
    + """
### main.tf
        module "one" {
          source = "./child"
          name   = "one"
        }
        module "two" {
          source = "./child"
          name   = "${module.one.name}-two"
        }
        module "three" {
          source = "./child/../child"
          name   = module.two.name
        }
    """,
    "unused": """
        variable "never" {
          default = "x"
          validation {
            condition     = length(var.never) > 0
            error_message = "It must not be empty."
          }
        }
        output "id" { value = terraform_data.a.id }
        resource "terraform_data" "a" {}
    """,
    "instance_of_each": """
        locals { deep = { a = { b = { c = 1 } } } }
        resource "terraform_data" "a" {
          for_each = local.deep
          input    = each.value.b
        }
        resource "terraform_data" "b" {
          for_each = { for key, made in terraform_data.a : "${key}2" => made.input }
          input    = each.value.c
        }
        resource "terraform_data" "c" { input = terraform_data.b["a2"].input + 1 }
        resource "terraform_data" "d" { input = { for key, made in terraform_data.b : key => made } }
    """,
    "moved_between_modules": CHILD
    + """
### main.tf
        moved {
          from = terraform_data.this
          to   = module.child["k"].terraform_data.this
        }
        module "child" {
          source   = "./child"
          for_each = { k = 1 }
          name     = "n-${each.value}"
        }
    """,
    "conditional_for_each": """
        variable "names" {
          type    = list(string)
          default = ["a"]
        }
        variable "on" { default = true }
        resource "terraform_data" "on" { for_each = var.on ? toset(var.names) : [] }
        resource "terraform_data" "off" { for_each = !var.on ? toset(var.names) : [] }
        resource "terraform_data" "map" { for_each = var.on ? { x = "1" } : {} }
        resource "terraform_data" "strings" { for_each = { for index, name in var.names : index => name } }
    """,
    "path_of_nested": """
### child/main.tf
        module "leaf" { source = "./leaf" }
### child/leaf/main.tf
        resource "terraform_data" "where" { input = [path.module, path.root] }
### main.tf
        module "child" { source = "./child" }
    """,
    "functions_of_unknown": """
        resource "terraform_data" "u" {}
        locals {
          id = terraform_data.u.id
          m  = { a = terraform_data.u.id, b = "b" }
        }
        resource "terraform_data" "a" {
          input = [
            values(local.m), lookup(local.m, "b", "c"), lookup(local.m, "z", "c"), contains(["x"], local.id),
            contains(["x", local.id], "x"), zipmap(["k"], [local.id]), element([local.id, "y"], 1),
            reverse([local.id, "y"]), slice([local.id, "y"], 1, 2),
            tomap({ a = local.id, b = "x" }), tolist([local.id, "x"]),
            distinct(["a", local.id]), join(",", ["a", local.id]), tostring(local.id),
            try(local.id, "x"), coalesce(local.id, "x"), compact([local.id, "x"]), range(2),
          ]
        }
    """,
}

# The root module's own files: what only a root module can have.
ROOT = {
    "main.tf": """
        variable "given" { type = list(string) }
        variable "fallback" { default = "default" }
        resource "terraform_data" "given" {
          for_each = toset(var.given)
          input    = var.fallback
        }
        resource "terraform_data" "imported" { input = "imported" }
        import {
          to = terraform_data.imported
          id = "an-id"
        }
        output "count" { value = module.count }
    """,
    "terraform.tfvars": 'given = ["b", "a"]\n',
    "more.auto.tfvars": 'fallback = "auto"\n',
}
