"""Prints a whole job as cURL commands for a POSIX shell: uploads, request, waiting, errors and the download."""

import re
from textwrap import indent

from playground.dialects.wire import JsonPath
from playground.snippets.curl import (
    JSON,
    SHELL_SAFE,
    indent_command,
    print_encodings,
    print_headers,
    print_loop,
    print_request,
    print_upload_steps,
    read_with_jq,
    shell_word,
)
from playground.snippets.job import PICTURE, WITHHELD, Job, split_path
from playground.snippets.literal import find_seeds, quote, write_comments

JQ_COMMENT = "jq reads the responses: https://jqlang.org"
# An error response is printed as well as reported.
CURL = "curl -sS --fail-with-body"
FAIL = """fail() { printf '%s\\n' "$1" >&2; exit 1; }"""
GET = """get() { printf '%s' "$RESPONSE" | jq -er "$1"; }"""
SAVE = """save() {
  curl -sSL --fail -o "$2" "$1"
  echo "$2"
}"""
NAMED_SAVE = """save() {
  NAME=${1%%[?#]*}
  NAME=$2.${NAME##*[./]}
  curl -sSL --fail -o "$NAME" "$1"
  echo "$NAME"
}"""
DECODE = """save() {
  printf '%s' "$1" | base64 --decode > "$2"
  echo "$2"
}"""
STARTED = "STARTED=$(date +%Y-%m-%d-%H-%M-%S)"
PLAIN_WORD = re.compile(r"\w+")
PLAIN_STEP = re.compile(r"[A-Za-z_]\w*")


def print_curl_job(job: Job) -> str:
    """Return commands in brackets, which end with the first that fails, and not the terminal they are pasted into.

    There are no comments within the brackets, because the interactive zsh does not know them.
    """
    plan = job.plan
    comments = write_comments("#", [JQ_COMMENT, *job.remarks, *plan.remarks])
    save = DECODE if job.description.is_base64 else SAVE if job.extension else NAMED_SAVE
    functions = [FAIL, GET, *([save] if job.saves else [])]
    setting = [*print_upload_steps(plan, read_with_jq), *print_encodings(plan), *([STARTED] if job.saves else [])]
    beginning = indent("\n".join(["set -eu", *functions, *setting]), "  ")
    inside, margin = ([indent(print_loop(plan), "  ")], "    ") if plan.times > 1 else ([], "  ")
    steps = [_print_sending(job, margin), indent("\n".join(_print_steps(job)), margin)]
    done = ["  done"] if plan.times > 1 else []
    return "\n".join([*comments, "(", beginning, *inside, *steps, *done, ")"])


def _print_sending(job: Job, margin: str) -> str:
    command = print_request(job.plan.request, JSON, CURL)
    return indent_command(f'RESPONSE=$({command}) || fail "$RESPONSE"', job.plan, margin)


def _print_steps(job: Job) -> list[str]:
    """Return what follows the request."""
    description = job.description
    steps = []
    if job.fetches_result:
        steps.append(f'RESULT_URL=$(get {_word(description.result_url)}) || fail "$RESPONSE"')
    if job.polls:
        steps += _print_polling(job)
    elif job.checks_status:
        steps += [_status(job), "case $STATUS in", f"  {_patterns(description.done)}) ;;", f"  *) {_failure(job)} ;;"]
        steps.append("esac")
    if job.fetches_result:
        steps.append(_print_get('"$RESULT_URL"', job))
    return [*steps, *_print_refusal(job), *_print_delivery(job)]


def _print_polling(job: Job) -> list[str]:
    description = job.description
    failed = [f"    {_patterns(description.failed)}) {_failure(job)} ;;"] if description.failed else []
    return [
        *_print_address(job),
        "while :; do",
        f"  {_status(job)}",
        "  case $STATUS in",
        f"    {_patterns(description.done)}) break ;;",
        *failed,
        "  esac",
        f"  sleep {description.pause:g}",
        f"  {_print_get('"$JOB_URL"', job)}",
        "done",
    ]


def _print_address(job: Job) -> list[str]:
    description = job.description
    if description.poll_url:
        return [f'JOB_URL=$(get {_word(description.poll_url)}) || fail "$RESPONSE"']
    before, after = description.poll_address.split("{id}")
    is_plain = SHELL_SAFE.fullmatch(before + after)
    address = f'"{before}$JOB_ID{after}"' if is_plain else f'{shell_word(before)}"$JOB_ID"{shell_word(after)}'
    return [f'JOB_ID=$(get {_word(description.id)}) || fail "$RESPONSE"', f"JOB_URL={address}"]


def _print_get(address: str, job: Job) -> str:
    headers = "".join(print_headers(job.description.headers, " "))
    return f'RESPONSE=$({CURL} {address}{headers}) || fail "$RESPONSE"'


def _failure(job: Job) -> str:
    description = job.description
    if not description.error:
        return 'fail "$RESPONSE"'
    status = f"\\({_path(description.status)})"
    error = "" if description.error == description.status else f": \\({_path(description.error)})"
    return f"""fail "$(get '"{status}{error}"')\""""


def _print_refusal(job: Job) -> list[str]:
    outer, inner = split_path(job.description.refused)
    if not outer:
        return []
    found = _path(outer) if inner is None else f"any({_path(outer)}[]?; .)"
    return [f"""[ "$(get {_quoted(found)})" != true ] || fail "{WITHHELD}\""""]


def _print_delivery(job: Job) -> list[str]:
    """Return what saves the pictures or prints their addresses."""
    outer, inner = split_path(job.description.pictures)
    name = f'"{PICTURE}-$STARTED{_batch(job)}'
    if inner is None:
        if not job.saves:
            return [f'get {_word(outer)} || fail "$RESPONSE"']
        return [
            f'PICTURE_1=$(get {_word(outer)}) || fail "$RESPONSE"',
            f'save "$PICTURE_1" {name}{job.extension}"',
        ]
    if not job.saves:
        return [f'get {_quoted(f"{_path(outer)}[]{_path(inner) if inner else ''}")} || fail "$RESPONSE"']
    item = f'"{_path(outer)}[$NUMBER]{_path(inner) if inner else ""}"'
    return [
        "NUMBER=0",
        f"while FOUND=$(get {item}); do",
        "  NUMBER=$((NUMBER + 1))",
        f'  save "$FOUND" {name}-$NUMBER{job.extension}"',
        "done",
        '[ "$NUMBER" -gt 0 ] || fail "$RESPONSE"',
    ]


def _batch(job: Job) -> str:
    if job.plan.times == 1:
        return ""
    return "-$SEED" if find_seeds(job.plan.request.body) else "-$PICTURE"


def _patterns(words: tuple[str, ...]) -> str:
    return " | ".join(word if PLAIN_WORD.fullmatch(word) else shell_word(word) for word in words)


def _status(job: Job) -> str:
    # The first response of some APIs has no status yet.
    return f"""STATUS=$(get {_quoted(f'{_path(job.description.status)} // ""')}) || fail "$RESPONSE\""""


def _path(path: JsonPath) -> str:
    """Return the path as jq writes it."""
    steps = [f".{step}" if PLAIN_STEP.fullmatch(step) else f"[{quote(step)}]" for step in path]
    return "".join(steps) if steps and steps[0][0] == "." else f".{''.join(steps)}"


def _word(path: JsonPath) -> str:
    written = _path(path)
    return _quoted(written) if '"' in written else written


def _quoted(expression: str) -> str:
    return "'" + expression.replace("'", "'\\''") + "'"
