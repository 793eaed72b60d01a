"""Organizations: the practice account's organisation, its accounts, units, policies and administrators."""
