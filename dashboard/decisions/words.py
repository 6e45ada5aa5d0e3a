"""Which kinds of meetings, responses and people do records speak of?

The words that forms offer and that are stored. A free text cannot be counted, so there are few of those. Narcotics and quality of
life may be a concern like any other: what residents name is not what officers found.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.levels import Level


@dataclass(frozen=True)
class MeetingKind:
    """A kind of meeting, and the level on which it decides."""

    label: str
    level: Level


MEETING_KINDS = {
    "ncpc": MeetingKind("Neighborhood Crime Prevention Council", "neighborhood"),
    "neighborhood_watch": MeetingKind("Neighborhood Watch", "block"),
    "merchant_watch": MeetingKind("Merchant Watch", "block"),
    "national_night_out": MeetingKind("National Night Out", "neighborhood"),
    "summit": MeetingKind("Community Summit", "city"),
    "advisory_board": MeetingKind("Community Policing Advisory Board", "city"),
}

# Roles, never names: whose words a concern is in.
SAID_BY = {
    "resident": "a resident",
    "several_residents": "several residents",
    "business": "a business",
    "visitor": "a visitor",
    "school": "a school or congregation",
    "officer": "an officer",
    "city_staff": "city staff",
}

OWNERS = {
    "pso": "Problem-solving officer",
    "nsc": "Neighborhood services coordinator",
    "patrol": "Patrol",
    "detectives": "Detectives",
    "city_attorney": "City Attorney",
    "code_enforcement": "Code enforcement",
}

# The steps of SARA, in order.
STAGES = {
    "scanning": "Scanning",
    "analysis": "Analysis",
    "response": "Response",
    "assessment": "Assessment",
}

# What became of a record that is closed; one that was entered by mistake is told nowhere but in its history.
MISTAKE = "mistake"
OUTCOMES = {
    "solved": "solved",
    "better": "better",
    "no_change": "no change that could be told",
    "worse": "worse",
    "passed_on": "passed on",
    MISTAKE: "entered by mistake",
    "done": "done",
}

RESPONSE_KINDS = {
    "patrol": "Directed patrol",
    "walking_patrol": "Walking patrol",
    "quality_of_life_sweep": "Quality-of-life sweep",
    "vehicle_stops": "Vehicle stops",
    "surveillance": "Surveillance",
    "prosecution": "Community Prosecution referral",
    "code_enforcement": "Code enforcement",
    "lighting": "Lighting",
    "landscaping": "Landscaping and sight lines",
    "cameras": "Cameras",
    "locks": "Locks and alarms, advice to victims",
    "watch_formed": "Neighborhood Watch formed",
    "cleanup": "Clean-up",
    "outreach": "Outreach and services",
    "business_agreement": "Agreement with a business",
    "information": "Information to residents",
}

DOSE_UNITS = {
    "hours": "officer hours a week",
    "visits": "visits a week",
    "checks": "premises",
    "cases": "cases",
    "lights": "lights",
    "people": "people reached",
}
