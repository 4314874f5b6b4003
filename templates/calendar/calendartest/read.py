# Reads a calendar from standard input and writes its events as JSON.
import json
import sys
from datetime import timezone

import icalendar


def utc(prop):
    return prop.dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
events = []
for event in calendar.walk("VEVENT"):
    if event.errors:
        sys.exit("errors in the event: %s" % event.errors)
    geo = event.get("GEO")
    events.append({
        "UID": str(event["UID"]),
        "Summary": str(event["SUMMARY"]),
        "Description": str(event["DESCRIPTION"]),
        "Location": str(event.get("LOCATION", "")),
        "URL": str(event["URL"]),
        "Status": str(event["STATUS"]),
        "Sequence": int(event["SEQUENCE"]),
        "Geo": [geo.latitude, geo.longitude] if geo else [0, 0],
        "Start": utc(event["DTSTART"]),
        "End": utc(event["DTEND"]),
        "Stamp": utc(event["DTSTAMP"]),
        "Method": str(calendar.get("METHOD", "")),
    })
json.dump(events, sys.stdout)
