resource "google_compute_disk" "idle" { # expect: FG-IDLE-012
  name = "idle"
  type = "pd-balanced"
  zone = "europe-west1-b"
  size = 50
}

resource "google_compute_disk" "referenced" {
  name = "referenced"
  type = "pd-balanced"
  zone = "europe-west1-b"
  size = 50
}

resource "google_compute_disk" "by_name" {
  name = "by-name"
  type = "pd-balanced"
  zone = "europe-west1-b"
  size = 50
}

resource "google_compute_attached_disk" "referenced" {
  disk     = google_compute_disk.referenced.id
  instance = "worker"
  zone     = "europe-west1-b"
}

resource "google_compute_attached_disk" "by_name" {
  disk     = "by-name"
  instance = "worker"
  zone     = "europe-west1-b"
}
