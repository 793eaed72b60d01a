"""The policy that would have been enough for a principal, as `rootward trail policy` writes it."""
