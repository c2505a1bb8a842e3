"""Prints a whole job as Python: uploads, request, waiting, errors and the download."""

from textwrap import indent

from playground.dialects.wire import JsonPath
from playground.snippets.job import PICTURE, WITHHELD, Job, choose_batch, print_address, split_path
from playground.snippets.literal import quote, write_literal
from playground.snippets.python import (
    VALUE,
    find_modules,
    print_call,
    print_comments,
    print_pictures,
    print_sending,
)

READ = """def read(response):
    if not response.ok:
        raise SystemExit(f"{response.url}: {response.status_code} {response.text}")
    return response.json()"""
SAVE = """def save(address, name):
    response = requests.get(address)
    response.raise_for_status()
{extension}    with open(name, "wb") as file:
        file.write(response.content)
    print(name)"""
EXTENSION = "    name += os.path.splitext(urlsplit(address).path)[1]\n"
WRITE = """def save(text, name):
    with open(name, "wb") as file:
        file.write(base64.b64decode(text))
    print(name)"""
STARTED = 'started = time.strftime("%Y-%m-%d-%H-%M-%S")'


def print_python_job(job: Job) -> str:
    save = WRITE if job.description.is_base64 else SAVE.format(extension=EXTENSION if _reads_extensions(job) else "")
    functions = [READ, *([save] if job.saves else [])]
    variables, data, call = print_call(job.plan.request)
    if job.saves:
        variables = [STARTED, *variables]
    sending = print_sending(job.plan, variables, data, _print_steps(call, job), counts=job.saves)
    # Two empty lines are around the definition of a function.
    pictures = [part.strip("\n") for part in print_pictures(job.plan)]
    parts = [*functions, *pictures]
    return "\n\n\n".join(["\n\n".join(_print_beginning(job)), *parts, sending])


def _print_beginning(job: Job) -> list[str]:
    names = ["time"] if job.polls or job.saves else []
    imports = ["import requests"]
    if job.saves and job.description.is_base64:
        names.append("base64")
    if _reads_extensions(job):
        names.append("os")
    modules = find_modules(job.plan, names)
    if _reads_extensions(job):
        modules += "\nfrom urllib.parse import urlsplit"
    return [*print_comments(job.plan, job.remarks), *([modules] if modules else []), *imports]


def _reads_extensions(job: Job) -> bool:
    return job.saves and not job.extension


def _print_steps(call: str, job: Job) -> list[str]:
    description = job.description
    steps = [f"{job.answer} = read({call})"]
    if job.fetches_result:
        steps.append(f"result_url = {_member('job', description.result_url)}")
    if job.polls:
        status = _status(job)
        steps += [
            f"job_url = {print_address(job, _member, quote)}",
            f"while {status} not in {write_list(job.endings)}:",
            f"    time.sleep({description.pause:g})",
            f"    job = {_print_get('job_url', job)}",
        ]
    if job.checks_status:
        steps += [f"if {_unless(job)}:", f"    raise SystemExit({_print_failure(job)})"]
    if job.fetches_result:
        steps.append(f"result = {_print_get('result_url', job)}")
    name = "result" if job.fetches_result else job.answer
    return [*steps, *_print_refusal(name, job), *_print_delivery(name, job)]


def _print_get(address: str, job: Job) -> str:
    members = ", ".join(f"{quote(name)}: {write_literal(value, VALUE)}" for name, value in job.description.headers)
    return f"read(requests.get({address}{f', headers={{{members}}}' if members else ''}))"


def _unless(job: Job) -> str:
    """Return the condition that the job has not succeeded."""
    done = job.description.done
    # After the loop it is there.
    status = _member("job", job.description.status) if job.polls else _status(job)
    return f"{status} != {quote(done[0])}" if len(done) == 1 else f"{status} not in {write_list(done)}"


def _print_failure(job: Job) -> str:
    description = job.description
    if not description.error:
        return job.answer
    if description.error == description.status:
        return _member(job.answer, description.status)
    *outer, name = description.error
    # What is missing in a failed job must not hide its state.
    owner = job.answer
    for step in outer:
        owner = f"({owner}.get({quote(step)}) or {{}})"
    text = f"{{{_member(job.answer, description.status)}}}: {{{owner}.get({quote(name)})}}"
    # Before Python 3.12 an expression in a text cannot have the quotes of the text.
    return f'f"{text.replace('"', "'")}"'


def _print_refusal(name: str, job: Job) -> list[str]:
    outer, inner = split_path(job.description.refused)
    if not outer:
        return []
    found = _optional(name, outer)
    condition = found if inner is None else f"any({found} or [])"
    return [f"if {condition}:", f"    raise SystemExit({quote(WITHHELD)})"]


def _print_delivery(name: str, job: Job) -> list[str]:
    """Return what saves the pictures or prints their addresses."""
    outer, inner = split_path(job.description.pictures)
    if inner is None:
        return [_print_one(_member(name, outer), "", job)]
    pictures, picture = _member(name, outer), _member("image", inner)
    loop = f"for place, image in enumerate({pictures}, 1):" if job.saves else f"for image in {pictures}:"
    return [loop, indent(_print_one(picture, "-{place}", job), "    ")]


def _print_one(picture: str, place: str, job: Job) -> str:
    if not job.saves:
        return f"print({picture})"
    batch = choose_batch(job, "-{seed}", "-{number}")
    name = f'f"{PICTURE}-{{started}}{batch}{place}{job.extension}"'
    return f"save({picture}, {name})"


def _member(owner: str, path: JsonPath) -> str:
    return owner + "".join(f"[{quote(step)}]" for step in path)


def _optional(owner: str, path: JsonPath) -> str:
    """Return the expression for what is at the path, which is None if its last step is missing."""
    return f"{_member(owner, path[:-1])}.get({quote(path[-1])})"


def _status(job: Job) -> str:
    # The first response of some APIs has no status yet.
    return _optional(job.answer, job.description.status)


def write_list(words: tuple[str, ...]) -> str:
    return f"({', '.join(map(quote, words))}{',' if len(words) == 1 else ''})"
