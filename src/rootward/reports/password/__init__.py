"""What is said of a password, as text and as JSON. The password is in neither, nor is its hash."""
