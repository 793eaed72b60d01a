"""What a scan found, in five formats. No report holds a secret: the structs have none."""
