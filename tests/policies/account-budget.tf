resource "aws_organizations_account" "shop" { # expect: FG-BUD-013
  name  = "shop"
  email = "shop@example.org"
}

resource "google_project" "shop" {
  name            = "shop"
  project_id      = "shop"
  billing_account = "000000-000000-000000"
}

resource "google_billing_budget" "shop" {
  billing_account = "000000-000000-000000"
  amount {
    specified_amount {
      units = "1000"
    }
  }
  threshold_rules {
    threshold_percent = 0.9
    spend_basis       = "FORECASTED_SPEND"
  }
  all_updates_rule {
    pubsub_topic = "projects/shop/topics/budgets"
  }
}
