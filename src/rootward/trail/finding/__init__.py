"""The few records of many that tell of root, and what all of them tell together.

- `find`: the records that are sought, distinct, in the order of time
- `every`: all records, as a type that the caller chooses
- `sought`: which records are sought (pure)
- `search`: those of one text; `needles`, `cutting`, `places`: how that is quick
- `typed`, `contents`, `lake`: the records that stand in a text, whatever its shape
- `elements`: a log file's list; `once`: whether a text says a thing twice; `flat`: JSON that is nested too deep (pure)
- `inflate`, `windows`, `steps`: the text of a log, in pieces where it is long
- `portions`, `pausing`: how the work is divided, and done undisturbed
"""
