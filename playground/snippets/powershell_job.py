"""Prints a whole job as PowerShell: uploads, request, waiting, errors and the download."""

from textwrap import indent

from playground.dialects.wire import JsonPath
from playground.snippets.job import PICTURE, WITHHELD, Job, choose_batch, print_address, split_path
from playground.snippets.powershell import (
    NAME,
    print_block,
    print_body,
    print_call,
    print_comments,
    print_headers,
    print_pictures,
    repeat,
    write_text,
)

SAVE = """function Save-Picture($address, $name) {
  Invoke-RestMethod -Uri $address -OutFile $name
  $name
}"""
NAMED_SAVE = """function Save-Picture($address, $name) {
  $name += [IO.Path]::GetExtension(([uri]$address).AbsolutePath)
  Invoke-RestMethod -Uri $address -OutFile $name
  $name
}"""
DECODE = """function Save-Picture($text, $name) {
  [IO.File]::WriteAllBytes((Join-Path $PWD $name), [Convert]::FromBase64String($text))
  $name
}"""
STARTED = "$started = Get-Date -Format yyyy-MM-dd-HH-mm-ss"


def print_powershell_job(job: Job) -> str:
    """Return a block that ends with the first error, also where it is pasted line by line into a terminal."""
    save = DECODE if job.description.is_base64 else SAVE if job.extension else NAMED_SAVE
    inside = [
        *([save] if job.saves else []),
        *print_pictures(job.plan),
        *([STARTED] if job.saves else []),
        repeat("\n".join(_print_steps(job)), job.plan),
    ]
    return "\n".join([*print_comments(job.plan, job.remarks), print_block(inside)])


def _print_steps(job: Job) -> list[str]:
    description = job.description
    steps = [*print_body(job.plan.request), f"${job.answer} = {print_call(job.plan.request)}"]
    if job.fetches_result:
        steps.append(f"$resultUrl = {_member('job', description.result_url)}")
    if job.polls:
        status = _member("job", description.status)
        steps += [
            f"$jobUrl = {print_address(job, _member, write_text)}",
            f"while ({status} -notin {_write_list(job.endings)}) {{",
            f"  Start-Sleep -Milliseconds {round(description.pause * 1000)}",
            f"  $job = {_print_get('$jobUrl', job)}",
            "}",
        ]
    if job.checks_status:
        status = _member(job.answer, description.status)
        operator = "-ne" if len(description.done) == 1 else "-notin"
        steps.append(f"if ({status} {operator} {_write_list(description.done)}) {{ throw {_failure(job)} }}")
    if job.fetches_result:
        steps.append(f"$result = {_print_get('$resultUrl', job)}")
    name = "result" if job.fetches_result else job.answer
    return [*steps, *_print_refusal(name, job), *_print_delivery(name, job)]


def _print_get(address: str, job: Job) -> str:
    headers = job.description.headers
    return f"Invoke-RestMethod -Uri {address}{f' -Headers {print_headers(headers)}' if headers else ''}"


def _failure(job: Job) -> str:
    description = job.description
    if not description.error:
        return f"(ConvertTo-Json ${job.answer} -Depth 20)"
    status = f"$({_member(job.answer, description.status)})"
    same = description.error == description.status
    return f'"{status}"' if same else f'"{status}: $({_member(job.answer, description.error)})"'


def _print_refusal(name: str, job: Job) -> list[str]:
    outer, inner = split_path(job.description.refused)
    if not outer:
        return []
    condition = _member(name, outer) + ("" if inner is None else " -contains $true")
    return [f"if ({condition}) {{ throw {write_text(WITHHELD)} }}"]


def _print_delivery(name: str, job: Job) -> list[str]:
    """Return what saves the pictures or prints their addresses."""
    outer, inner = split_path(job.description.pictures)
    file = f'"{PICTURE}-$started{choose_batch(job, "-$seed", "-$number")}'
    if inner is None:
        picture = _member(name, outer)
        return [f'Save-Picture {picture} {file}{job.extension}"' if job.saves else picture]
    # Of a list, a member means those of its items.
    pictures = _member(name, (*outer, *inner))
    if not job.saves:
        return [pictures]
    loop = ["$place += 1", f'Save-Picture $image {file}-$place{job.extension}"']
    return ["$place = 0", f"foreach ($image in {pictures}) {{", indent("\n".join(loop), "  "), "}"]


def _member(owner: str, path: JsonPath) -> str:
    return f"${owner}" + "".join(f".{step}" if NAME.fullmatch(step) else f".{write_text(step)}" for step in path)


def _write_list(words: tuple[str, ...]) -> str:
    return ", ".join(map(write_text, words))
