"""Who may do what, asked of an account's facts."""
