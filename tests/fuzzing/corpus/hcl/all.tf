# a file
terraform {
  required_version = ">= 1.5"
}

resource "aws_instance" "web" {
  count         = var.enabled ? length(local.names) : 0
  instance_type = "t3.${var.size}"
  tags          = merge(local.tags, { Name = "web-${count.index}", "a b" : [1, 2.5, -3] })
  user_data     = <<-EOT
    #!/bin/sh
    %{for name in local.names~}
    echo ${name}
    %{endfor~}
  EOT

  ebs_block_device { volume_size = 10 }
  dynamic "network_interface" {
    for_each = { for k, v in var.nets : k => v... if v != null }
    content {
      id = network_interface.value[*].id[0]
    }
  }
}
