"""First drafts of policies, each with a fixture that shows what it finds."""
