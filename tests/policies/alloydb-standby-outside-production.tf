variable "availability" { # unresolved: FG-HA-046
  type = string
}

resource "google_alloydb_instance" "default" { # expect: FG-HA-046
  cluster       = "projects/shop/locations/europe-west1/clusters/shop-dev"
  instance_id   = "shop-dev"
  instance_type = "PRIMARY"
  labels        = { environment = "dev" }
}

resource "google_alloydb_instance" "zonal" {
  cluster           = "projects/shop/locations/europe-west1/clusters/shop-dev"
  instance_id       = "shop-dev"
  instance_type     = "PRIMARY"
  availability_type = "ZONAL"
  labels            = { environment = "dev" }
}

resource "google_alloydb_instance" "production" {
  cluster           = "projects/shop/locations/europe-west1/clusters/shop"
  instance_id       = "shop"
  instance_type     = "PRIMARY"
  availability_type = "REGIONAL"
  labels            = { environment = "prod" }
}

resource "google_alloydb_instance" "chosen" {
  cluster           = "projects/shop/locations/europe-west1/clusters/shop-test"
  instance_id       = "shop-test"
  instance_type     = "PRIMARY"
  availability_type = var.availability
  labels            = { environment = "test" }
}
