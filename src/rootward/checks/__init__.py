"""The checks: one folder a practice, one file a check.

`rootward.checks.registry` lists them all, in the order of the practices and then of the lists below them.
"""
