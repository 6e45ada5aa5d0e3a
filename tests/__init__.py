"""Tests that read as sentences about crime data; tests/etl/test_locate.py tests etl/locate.py."""
