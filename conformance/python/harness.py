"""Runs functions marked with @case and prints one JSON line for each: {"case", "ok", "ms", "why"}."""

import json
import time
import traceback

CASES = []


def case(name):
    def mark(function):
        CASES.append((name, function))
        return function

    return mark


def equal(actual, expected, what="value"):
    assert actual == expected, f"{what}: {actual!r}, expected {expected!r}"


def run(*arguments):
    for name, function in CASES:
        start = time.monotonic()
        result = {"case": name, "ok": True}
        try:
            function(*arguments)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            result["ok"] = False
            result["why"] = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
        result["ms"] = round((time.monotonic() - start) * 1000)
        print(json.dumps(result, ensure_ascii=False), flush=True)
