"""What CloudTrail shows of root: text, JSON, CSV and the picture."""
