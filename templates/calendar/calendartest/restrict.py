# Judges calendars with libical: each comes from standard input after a line with its length, and each is answered with a line
# of JSON, the list of what libical holds against it.
import ctypes
import json
import sys

lib = ctypes.CDLL("libical.so")
for name, result in (
    ("icalparser_parse_string", ctypes.c_void_p),
    ("icalcomponent_as_ical_string_r", ctypes.c_void_p),
    ("icalrestriction_check", ctypes.c_int),
    ("icalcomponent_free", None),
    ("icalmemory_free_buffer", None),
):
    getattr(lib, name).restype = result
    getattr(lib, name).argtypes = [ctypes.c_void_p]
lib.icalparser_parse_string.argtypes = [ctypes.c_char_p]


def judge(document):
    calendar = lib.icalparser_parse_string(document)
    if not calendar:
        return ["it is no calendar"]
    allowed = lib.icalrestriction_check(calendar)
    # The parser and the check leave what they find in the calendar itself.
    buffer = lib.icalcomponent_as_ical_string_r(calendar)
    text = ctypes.string_at(buffer).decode(errors="replace").replace("\r\n ", "")
    lib.icalmemory_free_buffer(buffer)
    lib.icalcomponent_free(calendar)
    found = [line for line in text.split("\r\n") if line.startswith("X-LIC-ERROR")]
    if allowed != 1 and not found:
        found = ["the restriction check gives %d" % allowed]
    return found


while header := sys.stdin.buffer.readline():
    print(json.dumps(judge(sys.stdin.buffer.read(int(header)))), flush=True)
