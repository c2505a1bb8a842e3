"""Formats log records: as text for a terminal, or as JSON for programs that collect logs."""

import json
import logging
import re
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from playground.configuration.environment import read_choice
from playground.logs.secrets import hide_secrets

# Fields with a fixed position in a text line, which are not repeated among the other fields.
SHOWN_FIRST = ("level", "logger", "event", "exception", "timestamp")
# A visitor could put these characters into a URL to forge a log line or to send commands to the terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def choose_format() -> str:
    """Return `text` or `json`, according to `PLAYGROUND_LOG_FORMAT`. The default is text on a terminal."""
    return read_choice("PLAYGROUND_LOG_FORMAT", "text" if sys.stderr.isatty() else "json", ("text", "json"))


def make_formatter(format_name: str) -> logging.Formatter:
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        hide_addresses,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
    ]
    write = write_json if format_name == "json" else write_text
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=[*last, write])


def hide_addresses(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Remove the request from Django's records, because its URL may contain secrets."""
    if str(event.get("logger", "")).startswith("django."):
        event.pop("request", None)
        event["event"] = hide_secrets(str(event.get("event", "")))
    return event


def write_json(logger: WrappedLogger, name: str, event: EventDict) -> str:
    order = ("timestamp", "level", "logger", "event")
    first = {name: event[name] for name in order if name in event}
    return json.dumps(first | dict(event), ensure_ascii=False, default=str)


def write_text(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Return the level, logger and message, then other fields as `name=value`. A traceback follows on its own lines."""
    fields = "".join(f" {key}={_quote(value)}" for key, value in event.items() if key not in SHOWN_FIRST)
    line = f"{str(event.get('level', '')).upper()} {event.get('logger', '')}: {event.get('event', '')}{fields}"
    line = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
    trace = event.get("exception")
    return f"{line}\n{trace}" if trace else line


def _quote(value: Any) -> str:  # noqa: ANN401
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or set(text) & set(" \"'\n\r\t=") else text
