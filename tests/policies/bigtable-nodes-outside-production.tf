variable "nodes" { # unresolved: FG-SIZE-042
  type = number
}

resource "google_bigtable_instance" "three" {
  name = "events"
  cluster {
    cluster_id = "events-1"
    zone       = "europe-west1-b"
    num_nodes  = 3 # expect: FG-SIZE-042
  }
  labels = { environment = "dev" }
}

resource "google_bigtable_instance" "one" {
  name = "events"
  cluster {
    cluster_id = "events-1"
    zone       = "europe-west1-b"
    num_nodes  = 1
  }
  labels = { environment = "dev" }
}

resource "google_bigtable_instance" "production" {
  name = "events"
  cluster {
    cluster_id = "events-1"
    zone       = "europe-west1-b"
    num_nodes  = 6
  }
  labels = { environment = "prod" }
}

resource "google_bigtable_instance" "chosen" {
  name = "events"
  cluster {
    cluster_id = "events-1"
    zone       = "europe-west1-b"
    num_nodes  = var.nodes
  }
  labels = { environment = "test" }
}
