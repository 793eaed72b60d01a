"""POSIX extended regular expressions, in which git-secrets' users wrote their rules, matched in linear time.

`re` would do for most, but an expression may come from the repository that is scanned, and one like `(a+)+$` keeps
`re` busy for ever.
"""
