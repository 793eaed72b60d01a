"""Who has which MFA devices."""
