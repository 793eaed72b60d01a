"""Rotating an access key: what comes next, decided from the journal and from what is seen live. Pure."""
