variable "state" { # unresolved: FG-IDLE-019
  type = string
}

resource "aws_ec2_instance_state" "off" {
  instance_id = "i-0123456789abcdef0"
  state       = "stopped" # expect: FG-IDLE-019
}

resource "aws_ec2_instance_state" "on" {
  instance_id = "i-0123456789abcdef1"
  state       = "running"
}

resource "aws_ec2_instance_state" "chosen" {
  instance_id = "i-0123456789abcdef2"
  state       = var.state
}

resource "google_compute_instance" "off" {
  name           = "off"
  zone           = "europe-west1-b"
  machine_type   = "e2-small"
  desired_status = "TERMINATED" # expect: FG-IDLE-019
}

resource "google_compute_instance" "on" {
  name         = "on"
  zone         = "europe-west1-b"
  machine_type = "e2-small"
}
