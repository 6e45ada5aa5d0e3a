"""The dashboard: each page is a query string made visible."""
