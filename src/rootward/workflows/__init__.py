"""One module a verb, in the order in which things happen: the public Python API, with `rootward.model`."""
