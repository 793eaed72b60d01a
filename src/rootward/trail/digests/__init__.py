"""Whether log files are as CloudTrail delivered them: its digest files, their chain, and their signatures.

- `digest`: what stands in a digest file (pure)
- `names`: by what names files are found again where they were copied to (pure)
- `keys`: the public keys, and whether a signature is right
- `contents`: the hash of what is in a file
- `chains`: which digests are as they were delivered (pure but for signatures)
- `regions`: whether digests end in one region before those of the others (pure)
- `logs`: which log files are as those digests say
- `validate`: both together, and what was found as detections
"""
