"""Keys that are old enough to be rotated, for who rotates them and for their owners: one module a format."""
