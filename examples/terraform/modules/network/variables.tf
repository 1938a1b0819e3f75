variable "name" {
  description = "Prefix of every name in this network."
  type        = string
}

variable "cidr" {
  type    = string
  default = "10.20.0.0/16"
}

variable "zones" {
  description = "Availability zones that get a subnet."
  type        = list(string)
}

variable "nat_per_zone" {
  description = "One NAT gateway for each zone (highly available) instead of a single one (cheaper)."
  type        = bool
  default     = false
}
