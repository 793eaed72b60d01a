"""Access keys of an account as text, JSON and CSV."""
