"""Where a rotated key is stored: one module a kind of place, all with the interface of `store.Store`."""
