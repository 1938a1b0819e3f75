resource "azurerm_linux_virtual_machine_scale_set" "fixed" { # expect: FG-ELA-021
  name      = "web"
  sku       = "Standard_D2s_v5"
  instances = 4
}

resource "azurerm_linux_virtual_machine_scale_set" "scaled" {
  name      = "web"
  sku       = "Standard_D2s_v5"
  instances = 4
}

resource "azurerm_monitor_autoscale_setting" "scaled" {
  name               = "web"
  target_resource_id = azurerm_linux_virtual_machine_scale_set.scaled.id
  profile {
    name = "load"
    capacity {
      default = 2
      minimum = 1
      maximum = 6
    }
  }
}

resource "azurerm_linux_virtual_machine_scale_set" "one" {
  name      = "web"
  sku       = "Standard_D2s_v5"
  instances = 1
}
