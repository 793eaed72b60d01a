"""What a query of a set gave: text, csv, json."""
