"""Access keys that lie on a machine. No report holds a secret: the structs have none."""
