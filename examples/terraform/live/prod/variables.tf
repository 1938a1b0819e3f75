variable "database_password" {
  type      = string
  sensitive = true
}

variable "monthly_budget" {
  description = "USD a month for everything in this root."
  type        = number
}

variable "services" {
  description = "Services by name, with their machines."
  type = map(object({
    instance_type = string
    instances     = number
    owner         = string
  }))
}
