"""What resources cost a month, from unit prices that ship with finops-guard."""
