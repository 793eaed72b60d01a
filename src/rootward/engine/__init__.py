"""Pure: from an account's facts and a baseline to an audit, an exit code and a policy."""
