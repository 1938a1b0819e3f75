variable "tier" { # unresolved: FG-HA-040
  type = string
}

resource "google_redis_instance" "standby" {
  name           = "carts-dev"
  memory_size_gb = 5
  tier           = "STANDARD_HA" # expect: FG-HA-040
  labels         = { environment = "dev" }
}

resource "google_redis_cluster" "replicas" {
  name          = "carts-test"
  shard_count   = 3
  replica_count = 1 # expect: FG-HA-040
  labels        = { environment = "test" }
}

resource "google_redis_instance" "alone" {
  name           = "carts-dev"
  memory_size_gb = 5
  labels         = { environment = "dev" }
}

resource "google_redis_instance" "production" {
  name           = "carts"
  memory_size_gb = 5
  tier           = "STANDARD_HA"
  labels         = { environment = "prod" }
}

resource "google_redis_instance" "chosen" {
  name           = "carts-test"
  memory_size_gb = 5
  tier           = var.tier
  labels         = { environment = "test" }
}
