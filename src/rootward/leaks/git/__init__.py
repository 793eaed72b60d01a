"""Git repositories: where they lie, what they hold, who brought it, and what is about to be committed.

- `command`, `repository`: git itself, run so that nothing of a stranger's repository runs
- `finding`: what is looked for, in every object
- `attribution`: which commit brought what was found
- `ranges`, `staged`, `message`: what is new
"""
