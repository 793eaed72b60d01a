"""Walks: for each topic of `operations/` a function that makes each of its operations succeed, and refuse.

`walk(sandbox, client)` gets an account of its own, of the scenario that its module's SCENARIO names, or `startup`.
"""
