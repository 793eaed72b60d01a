"""Where logs lie: on this machine, and what the names of files tell before any is opened.

- `layout`: account, region and day, by where a file lies and how it is called (pure)
- `wanted`: which of them are asked for (pure)
- `listing`: the log files of folders, and standard input
- `gaps`: days of which there is nothing (pure)
"""
