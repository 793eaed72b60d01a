"""Pure: an audit, or a check, as text. One file a format; width, colour and verbosity are given."""
