"""CloudTrail: trails, and the record of every call."""
