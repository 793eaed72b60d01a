"""What codes are worth."""
