resource "azurerm_linux_virtual_machine" "always" { # expect: FG-ELA-025
  name = "build"
  size = "Standard_D2s_v5"
  tags = { environment = "dev" }
}

resource "azurerm_linux_virtual_machine" "by_day" {
  name = "desk"
  size = "Standard_D2s_v5"
  tags = { environment = "dev" }
}

resource "azurerm_dev_test_global_vm_shutdown_schedule" "by_day" {
  virtual_machine_id    = azurerm_linux_virtual_machine.by_day.id
  location              = "westeurope"
  daily_recurrence_time = "1900"
  timezone              = "W. Europe Standard Time"
  notification_settings {
    enabled = false
  }
}

resource "azurerm_linux_virtual_machine" "production" {
  name = "web"
  size = "Standard_D2s_v5"
  tags = { environment = "prod" }
}
