"""What is packed in a file, and in what is packed there, within bounds that a bomb meets first.

- `kinds`: what it is, by its own first bytes
- `contents`: everything in it, from the outside to the inside
- `stream`, `bounds`: bytes one after the other, and how many of them
- `packed`, `tar`, `zip`, `ar`: one format each
- `image`: the layers of a container image
"""
