resource "azurerm_linux_virtual_machine_scale_set" "perhaps" { # unresolved: FG-ELA-021
  name      = "web"
  sku       = "Standard_D2s_v5"
  instances = 4
}

module "elsewhere" {
  source     = "example.com/schedules/azure"
  machine_id = azurerm_linux_virtual_machine_scale_set.perhaps.id
}
