"""What is left to do once a key was revoked."""
