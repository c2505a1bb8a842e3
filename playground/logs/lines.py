"""How a record becomes a line: words for a terminal, one JSON object for programs that collect lines."""

import json
import logging
import re
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from playground.configuration.environment import read_choice
from playground.logs.secrets import hide_secrets

# What is said first in words, and so is not repeated behind them.
TOLD = ("level", "logger", "event", "exception", "timestamp")
# What a visitor may put into an address, to forge a line or to command the terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def choose_format() -> str:
    """Return `text` or `json`, as `PLAYGROUND_LOG_FORMAT` says; else words where somebody reads them."""
    return read_choice("PLAYGROUND_LOG_FORMAT", "text" if sys.stderr.isatty() else "json", ("text", "json"))


def make_formatter(shape: str) -> logging.Formatter:
    """Return the formatter of every handler."""
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
    write = write_json if shape == "json" else write_words
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=[*last, write])


def hide_addresses(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Take out what Django adds of a request, whose address may open something; its own line has the rest."""
    if str(event.get("logger", "")).startswith("django."):
        event.pop("request", None)
        event["event"] = hide_secrets(str(event.get("event", "")))
    return event


def write_json(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Return one JSON object on one line."""
    order = ("timestamp", "level", "logger", "event")
    first = {name: event[name] for name in order if name in event}
    return json.dumps(first | dict(event), ensure_ascii=False, default=str)


def write_words(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Return level, logger and message, then what else is known as `name=value`; a trace on lines of its own."""
    facts = "".join(f" {key}={_in_one_word(value)}" for key, value in event.items() if key not in TOLD)
    line = f"{str(event.get('level', '')).upper()} {event.get('logger', '')}: {event.get('event', '')}{facts}"
    line = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
    trace = event.get("exception")
    return f"{line}\n{trace}" if trace else line


def _in_one_word(value: Any) -> str:  # noqa: ANN401
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or set(text) & set(" \"'\n\r\t=") else text
