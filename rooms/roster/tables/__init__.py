"""Tables out of the bytes of spreadsheets: one module a format, none knows what a child is."""
