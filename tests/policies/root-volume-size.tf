variable "size" { # unresolved: FG-SIZE-028
  type = number
}

resource "aws_instance" "large" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_type = "gp3"
    volume_size = 500 # expect: FG-SIZE-028
  }
}

resource "aws_instance" "data_apart" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_type = "gp3"
    volume_size = 30
  }
  ebs_block_device {
    device_name = "/dev/sdb"
    volume_type = "gp3"
    volume_size = 500
  }
}

resource "aws_instance" "of_the_image" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "azurerm_windows_virtual_machine" "of_the_image" {
  name = "desk"
  size = "Standard_D2s_v5"
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "StandardSSD_LRS"
    disk_size_gb         = 128
  }
}

resource "azurerm_linux_virtual_machine" "large" {
  name = "build"
  size = "Standard_D2s_v5"
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "StandardSSD_LRS"
    disk_size_gb         = 1024 # expect: FG-SIZE-028
  }
}

resource "google_compute_instance" "large" {
  name         = "build"
  machine_type = "n2-standard-2"
  boot_disk {
    initialize_params {
      size = 256 # expect: FG-SIZE-028
    }
  }
}

resource "aws_instance" "chosen" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_type = "gp3"
    volume_size = var.size
  }
}
