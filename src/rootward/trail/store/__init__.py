"""A flat Parquet set of all records, kept beside the logs so that repeated questions are quick.

- `schema`: the columns
- `row`: a record as a row, without its secrets, and back (pure)
- `secrets`: what of a record must not be kept (pure)
- `reading`: the records of a log, all of them
- `writing`: rows into Parquet files, by account, region and day
- `spelling`: names of files as text
- `index`: which logs are in the set; `lines`: what stands in it
- `task`: what an ingest was asked for (pure)
- `unopened`: what an ingest could not open or list (pure)
- `delivered`: on which days there were digest files beside them (pure)
- `ingest`: all of that together
- `queries`: the questions, written once for DuckDB, Spark, Athena and Trino
- `used`: which actions each principal used, by the answer to one of them (pure)
- `sql`: the set, opened in DuckDB

Nothing is imported here: pyarrow, duckdb and ibis belong to the extra `trail`, and are imported where they are used.
"""
