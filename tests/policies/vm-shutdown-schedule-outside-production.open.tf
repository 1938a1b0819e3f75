resource "azurerm_linux_virtual_machine" "perhaps" { # unresolved: FG-ELA-025
  name = "build"
  size = "Standard_D2s_v5"
  tags = { environment = "dev" }
}

module "elsewhere" {
  source     = "example.com/schedules/azure"
  machine_id = azurerm_linux_virtual_machine.perhaps.id
}
