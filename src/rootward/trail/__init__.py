"""CloudTrail: find the events of root in logs of any size, and judge them.

- `sources`: where logs lie, and what stands in them
- `finding`: the few records of many that tell of root
- `record`: one record, as much of it as judging needs (pure)
- `classify`: actors, tasks, verdicts, detections and sessions (pure)
- `actions`: which IAM actions the principals used (pure)
- `digests`: whether log files were changed or removed
- `store`: a flat Parquet set, and the queries over it
"""
