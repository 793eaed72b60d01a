"""Which trees lead to some blobs: every tree of a repository, read from its packs at once, and never one by one.

- `keys`, `table`: names of objects as numbers of 64 bits, and what is known of each
- `entries`: what stands in the texts of trees
- `reading`: the trees of a part of a pack, in a worker process; what of them leads on
- `marks`: of each tree a number that tells at which paths below it which of the blobs lie
- `sieve`: all of it, for a repository
"""
