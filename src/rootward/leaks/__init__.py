"""What has leaked: passwords that are known from breaches."""
