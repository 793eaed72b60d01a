"""Credentials in files: folders, what the shell names, standard input, and what lies in archives.

- `scan`: the verb
- `named`, `globs`, `walk`, `ignored`: which files
- `repositories`: what of git's is met among them, and is said
- `opened`, `search`: their bytes, many at once
- `archives`: what is packed in them
"""
