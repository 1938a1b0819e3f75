variable "delays" {
  type = list(number)
}

resource "azurerm_synapse_spark_pool" "kept" { # expect: FG-ELA-013
  name             = "reports"
  node_size        = "Small"
  node_size_family = "MemoryOptimized"
  node_count       = 3
}

resource "azurerm_synapse_spark_pool" "pauses" {
  name             = "reports"
  node_size        = "Small"
  node_size_family = "MemoryOptimized"
  node_count       = 3
  auto_pause {
    delay_in_minutes = 15
  }
}

resource "azurerm_synapse_spark_pool" "chosen" {
  name             = "reports"
  node_size        = "Small"
  node_size_family = "MemoryOptimized"
  node_count       = 3
  dynamic "auto_pause" { # unresolved: FG-ELA-013
    for_each = var.delays
    content {
      delay_in_minutes = auto_pause.value
    }
  }
}
