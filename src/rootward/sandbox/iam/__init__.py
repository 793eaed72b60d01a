"""IAM: its state and its answers."""
