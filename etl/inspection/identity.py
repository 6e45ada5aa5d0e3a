"""Which columns make a row a row of its own, and which rows take others back?

A key that is too short merges two offenses into one and loses the second without a trace; one that is too long counts every
correction of the offense again. Neither happens with a column that counts the rows of an incident. Where nothing makes the rows
unique, that is said, and they are only told apart by their whole content.
"""

from __future__ import annotations

import pandas as pd

from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, Finding, Inspection, percent
from etl.inspection.roles import Choice, Roles

ROW_ID = ":id"
_FEW, _BETTER = 0.02, 0.02
_COUNTED = 0.95
_KEYS = (["incident_id"], ["incident_id", "offense_code"])
_OFFICER = r"OFFICER|PATROL|ON[- ]?VIEW|SELF[- ]?INIT|TRAFFIC STOP|FIELD|PROACTIVE"
_REPORTED = r"CALL|9-?1-?1|PHONE|RESIDENT|CITIZEN|PUBLIC|WALK[- ]?IN|ONLINE|COUNTER|DISPATCH"


def find_identity(roles: Roles, inspection: Inspection, *, needs_key: bool = False) -> None:
    """Find the key, which version of a row is kept, rows that cancel others, and who found the incident.

    A feed by Socrata `needs_key`: where no column has numbers, the service's own number of a row is one.
    """
    canceled = _find_cancellation(roles, inspection)
    _find_found_by(roles, inspection)
    number, code = roles.text("incident_id"), roles.text("offense_code")
    if number is None and needs_key:
        evidence = (
            "no column of incident numbers: the service's own of each row, which is another one when the publisher loads "
            "everything anew"
        )
        roles.choices["incident_id"] = Choice((ROW_ID,), LIKELY, evidence)
        inspection.add(Finding("identity.key", ["incident_id"], LIKELY, "a row, a number"))
        return
    if number is None:
        evidence = "no column of incident numbers: only identical rows repeat"
        inspection.add(Finding("identity.key", None, NOT_KNOWN, evidence))
        return
    if canceled:
        evidence = "rows that cancel others have their number, so no key may merge them"
        if needs_key:
            evidence += ", but a feed by Socrata needs one: read a file of it instead"
        inspection.add(Finding("identity.key", None, LIKELY, evidence, _KEYS, needs_key))
        return
    if code is None:
        if needs_key:
            evidence = "by the number alone, as long as nothing says what was committed"
            inspection.add(Finding("identity.key", ["incident_id"], LIKELY, evidence))
        return
    rows = pd.DataFrame({"number": number, "code": code})
    rows = rows[(number != "")]
    by_number = float(rows["number"].duplicated().mean())
    by_both = float(rows.duplicated().mean())
    newest = next((role for role in ("updated", "reported") if role in roles.choices), None)
    column = roles.choices["incident_id"].columns[0]
    if by_number == 0 and not inspection.is_whole:
        # Of an incident's rows hardly ever two are among some thousand of a million.
        evidence = (
            f"{column} is different in the rows looked at, which says little of the others: with the offense no second one of an "
            "incident is lost; leave it out if incidents have one row"
        )
        inspection.add(Finding("identity.key", ["incident_id", "offense_code"], LIKELY, evidence))
    elif by_number == 0:
        none = float((number == "").mean())
        evidence = f"{column} is different in every row"
        if none:
            evidence += (
                f" that has one; {percent(none)} have none and are told apart by all they say"
            )
        sureness = LIKELY if none else SURE
        inspection.add(Finding("identity.key", ["incident_id"], sureness, evidence))
    elif by_both <= _FEW or newest is not None:
        counting = _counting_column(roles, number)
        is_longer = by_both < by_number
        key = ["incident_id", "offense_code"] if is_longer else ["incident_id"]
        evidence = f"{percent(by_number)} of the rows repeat a number"
        if counting is not None:
            key = ["incident_id", counting]
            roles.left_out[counting] = ""
            evidence += f"; {counting} counts the rows of an incident from 1, whatever becomes of their offense"
        elif is_longer:
            # The longer key counts a corrected offense twice; the shorter would lose every second offense.
            evidence += (
                f", {percent(by_both)} a number and an offense: further offenses of one incident, or an offense that was "
                "corrected; ask which, and leave the offense out if incidents have one"
            )
        inspection.add(Finding("identity.key", key, LIKELY, evidence))
    else:
        evidence = (
            f"{percent(by_both)} of the rows repeat a number and an offense, and no column tells the newest: they may be several "
            "victims or several versions"
        )
        inspection.add(Finding("identity.key", None, NOT_KNOWN, evidence, _KEYS, needs_key))
        return
    _find_keep(roles, inspection, by_both, newest)


def _counting_column(roles: Roles, number: pd.Series) -> str | None:
    """Find a column that counts the rows of each incident: 1, 2, 3, also where one of them comes again."""
    for column in roles.table.columns:
        text = roles.table[column]
        if column in roles.taken() or not text.str.fullmatch(r"\d{1,3}").all():
            continue
        rows = pd.DataFrame({"number": number, "count": text.astype(int)})
        by_number = rows[number != ""].groupby("number")["count"].agg(["min", "max", "nunique"])
        is_counted = (by_number["min"] == 1) & (by_number["max"] == by_number["nunique"])
        if (by_number["max"] > 1).any() and is_counted.mean() >= _COUNTED:
            return str(column)
    return None


def _find_keep(roles: Roles, inspection: Inspection, repeated: float, newest: str | None) -> None:
    kinds = roles.text("report_type")
    if (
        kinds is not None
        and kinds.str.contains("suppl", case=False).any()
        and kinds.str.contains("initial", case=False).any()
    ):
        evidence = f"{roles.choices['report_type'].columns[0]} tells initial reports from supplements: the first is kept"
        inspection.add(Finding("identity.keep", "first", LIKELY, evidence))
    elif newest is not None:
        evidence = f"the latest by {newest}"
        inspection.add(
            Finding("identity.keep", "last", SURE if newest == "updated" else LIKELY, evidence)
        )
    elif repeated:
        inspection.add(
            Finding(
                "identity.keep",
                "last",
                LIKELY,
                "no column tells the newest: the order of rows does",
            )
        )


def _find_cancellation(roles: Roles, inspection: Inspection) -> bool:
    choice = roles.choices.pop("count", None)
    if choice is None:
        return False
    column = choice.columns[0]
    counts = pd.to_numeric(roles.table[column], errors="coerce")
    is_taken_back = counts < 0
    if not is_taken_back.any():
        return False
    match: list[str] = [
        role
        for role in ("incident_id", "occurred_from", "offense_code", "address")
        if role in roles.choices
    ]
    pairs = _partners(roles, match, is_taken_back)
    for column_of_address in roles.choices["address"].columns if "address" in match else ():
        # A street is spelled in two ways sooner than its house number.
        shorter = [*match[:-1], column_of_address]
        if (found := _partners(roles, shorter, is_taken_back)).mean() > pairs.mean() + _BETTER:
            match, pairs = shorter, found
    value = str(roles.table.loc[is_taken_back, column].mode().iloc[0])
    share = float(pairs.mean())
    evidence = f"{len(pairs):,} rows count {value}; {percent(share)} of them have the row they take back in this file"
    inspection.add(Finding("cancellation.column", column, SURE, f"name known, {evidence}"))
    inspection.add(Finding("cancellation.value", value, SURE, ""))
    inspection.add(Finding("cancellation.match", match, LIKELY, "what both rows have in common"))
    roles.left_out[column] = ""
    return True


def _partners(roles: Roles, match: list[str], is_taken_back: pd.Series) -> pd.Series:
    """Say for each row that cancels if another row of the file is the same in `match`."""
    texts = pd.DataFrame(
        {name: roles.table[name] if name in roles.table else roles.text(name) for name in match}
    )
    given = pd.MultiIndex.from_frame(texts[~is_taken_back])
    return pd.Series(pd.MultiIndex.from_frame(texts[is_taken_back]).isin(given))


def _find_found_by(roles: Roles, inspection: Inspection) -> None:
    choice = roles.choices.pop("found_by", None)
    if choice is None:
        return
    words = roles.table[choice.columns[0]]
    counted = words[words != ""].value_counts()
    upper = counted.index.str.upper()
    is_officer = upper.str.contains(_OFFICER)
    is_reported = upper.str.contains(_REPORTED) & ~is_officer
    if len(counted) > 100 or not (is_officer.any() and is_reported.any()):
        return
    told = float(counted[is_officer | is_reported].sum() / counted.sum())
    evidence = f"{choice.evidence}; {percent(told)} of its words say who found it"
    inspection.add(Finding("found_by.column", choice.columns[0], LIKELY, evidence))
    inspection.add(Finding("found_by.officer", list(counted.index[is_officer]), LIKELY, ""))
    inspection.add(Finding("found_by.reported", list(counted.index[is_reported]), LIKELY, ""))
    roles.left_out[choice.columns[0]] = ""
