"""All that is kept, and the only place with SQL.

One module a table (or two that belong together); each function takes the connection explicitly
and is one named query. Times are milliseconds since 1970 (UTC).
"""
