variable "name" {
  type = string
}

variable "instance_class" {
  type    = string
  default = "db.t4g.medium"
}

variable "storage_type" {
  type    = string
  default = "gp3"
}

variable "backup_days" {
  description = "How many days of backups are kept. The company's limit is 14."
  type        = number
  default     = 7
}

variable "password" {
  type      = string
  sensitive = true
}
