resource "aws_globalaccelerator_accelerator" "tests" {
  name = "tests" # expect: FG-NET-008
  tags = { environment = "test" }
}

resource "aws_globalaccelerator_accelerator" "production" {
  name = "production"
  tags = { environment = "prod" }
}

resource "aws_globalaccelerator_accelerator" "nowhere" {
  name = "nowhere" # unresolved: FG-NET-008
}
