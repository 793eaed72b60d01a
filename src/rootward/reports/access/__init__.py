"""Who may do what, as text: one module an answer, and one for JSON."""
