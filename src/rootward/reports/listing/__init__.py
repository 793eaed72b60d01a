"""Lists of what IAM holds: users, groups and policies."""
