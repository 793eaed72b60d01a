"""CloudTrail, one verb a file: report, ingest, sql, policy and watch."""
