"""Snapshots made for tests: a feed of numbered rows, and snapshots without any."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.pipeline import Result

DEFINITION = """
feed = "a"
title = "F"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
settling_days = 1
[source]
path = "a.csv"
brings = "{brings}"
[columns]
incident_id = "Case"
offense_code = "Charge"
occurred_from = "Occurred"
updated = "Occurred"
lon = "X"
lat = "Y"
[offense]
system = "ca_statute"
[identity]
key = ["incident_id"]
"""
NOON = datetime(2025, 12, 1, 20, tzinfo=UTC)
A_DAY = timedelta(days=1)
APPROVED_AT = datetime(2026, 1, 15, 20, tzinfo=UTC)
Deliver = Callable[..., Result]
Draw = Callable[..., Path]
