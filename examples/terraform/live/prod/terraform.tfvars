monthly_budget = 9000

services = {
  storefront = { instance_type = "m7g.xlarge", instances = 3, owner = "team-storefront" }
  checkout   = { instance_type = "m7g.large", instances = 2, owner = "team-payments" }
}
