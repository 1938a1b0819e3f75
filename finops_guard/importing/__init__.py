"""Policies of the clouds' own engines, made into policies of this one."""
