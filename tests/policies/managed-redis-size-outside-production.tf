variable "memory" { # unresolved: FG-SIZE-055
  type = number
}

resource "azurerm_redis_cache" "large" {
  name     = "sessions"
  family   = "C"
  sku_name = "Standard"
  capacity = 5 # expect: FG-SIZE-055
  tags     = { environment = "dev" }
}

resource "azurerm_redis_cache" "small" {
  name     = "sessions"
  family   = "C"
  sku_name = "Basic"
  capacity = 1
  tags     = { environment = "dev" }
}

resource "google_redis_instance" "large" {
  name           = "sessions"
  memory_size_gb = 32 # expect: FG-SIZE-055
  labels         = { environment = "test" }
}

resource "google_redis_instance" "small" {
  name           = "sessions"
  memory_size_gb = 1
  labels         = { environment = "test" }
}

resource "google_redis_instance" "production" {
  name           = "sessions"
  memory_size_gb = 32
  labels         = { environment = "prod" }
}

resource "google_redis_instance" "chosen" {
  name           = "sessions"
  memory_size_gb = var.memory
  labels         = { environment = "dev" }
}
