"""The few records of many that tell of root, and what all of them tell together.

- `find`: the records that are sought, distinct, in the order of time
- `sought`: which records those are (pure)
- `contents`: the records that stand in the bytes of a log, whatever shape they have (pure)
- `inflate`: the bytes of a log

Nothing is imported here: `rootward.trail.finding.find` has `find`, `Found` and `FoundRecord`.
"""
