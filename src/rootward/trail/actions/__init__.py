"""Which IAM actions principals used, as CloudTrail tells (pure).

- `table`: the IAM actions that an event's call needs
- `used`: what each principal used, and what was refused to it; `rows`, `known`: how that is quick
- `together`: the same, counted by several processes
- `proposal`: the policy that would have been enough

Nothing is imported here: `rootward.trail.actions.table` has `iam_actions`.
"""
