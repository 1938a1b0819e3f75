variable "name" {
  type = string
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

variable "instances" {
  type    = number
  default = 1
}

variable "subnet_ids" {
  type = list(string)
}

variable "log_retention_days" {
  description = "How long logs are kept; null keeps (and bills) them forever."
  type        = number
  default     = null
}

variable "tags" {
  description = "Tags of this service, added to the provider's default tags."
  type        = map(string)
  default     = {}
}
