"""Prints a whole job as JavaScript for Node: uploads, request, waiting, errors and the download."""

from textwrap import indent

from playground.dialects.wire import JsonPath
from playground.snippets.javascript import (
    IDENTIFIER,
    OBJECT,
    print_beginning,
    print_fetch,
    print_form,
    print_pictures,
    reads_files,
    repeat,
)
from playground.snippets.job import PICTURE, WITHHELD, Job, choose_batch, print_address, split_path
from playground.snippets.literal import quote, write_literal

READ = """async function read(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response.json();
}"""
SAVE = """async function save(address, name) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  await writeFile(name, Buffer.from(await response.arrayBuffer()));
  console.log(name);
}"""
NAMED_SAVE = SAVE.replace("  await writeFile", "  name += extname(new URL(address).pathname);\n  await writeFile")
STARTED = 'const started = new Date().toISOString().slice(0, 19).replace(/[T:]/g, "-");'


def print_javascript_job(job: Job) -> str:
    description = job.description
    names = [name for name, is_used in (("readFile", reads_files(job.plan)), ("writeFile", job.saves)) if is_used]
    downloads = job.saves and not description.is_base64
    beginning = print_beginning(job.plan, names, job.remarks)
    if downloads and not job.extension:
        beginning[-1] += '\nimport { extname } from "node:path";'
    started = [STARTED] if job.saves else []
    return "\n\n".join(
        [
            *beginning,
            READ,
            *([SAVE if job.extension else NAMED_SAVE] if downloads else []),
            *print_pictures(job.plan),
            *started,
            repeat("\n".join(_print_steps(job)), job.plan),
        ]
    )


def _print_steps(job: Job) -> list[str]:
    request, description = job.plan.request, job.description
    first = "let" if job.polls else "const"
    steps = [*print_form(request), f"{first} {job.answer} = await read({print_fetch(request)});"]
    if job.fetches_result:
        steps.append(f"const resultUrl = {_member('job', description.result_url)};")
    if job.polls:
        steps += _print_polling(job)
    if job.checks_status:
        steps.append(f"if ({_unless(job)}) {_print_failure(job)};")
    if job.fetches_result:
        steps.append(f"const result = {_print_get('resultUrl', job)};")
    name = "result" if job.fetches_result else job.answer
    return [*steps, *_print_refusal(name, job), *_print_delivery(name, job)]


def _print_polling(job: Job) -> list[str]:
    description = job.description
    status = _member("job", description.status, may_miss=True)
    words = write_list(job.endings)
    return [
        f"const jobUrl = {print_address(job, _member, quote)};",
        f"while (!{words}.includes({status})) {{",
        f"  await new Promise((resolve) => setTimeout(resolve, {round(description.pause * 1000)}));",
        f"  job = {_print_get('jobUrl', job)};",
        "}",
    ]


def _print_get(address: str, job: Job) -> str:
    members = ", ".join(
        f"{OBJECT.key(name)}: {write_literal(value, OBJECT)}" for name, value in job.description.headers
    )
    options = f", {{ headers: {{ {members} }} }}" if members else ""
    return f"await read(await fetch({address}{options}))"


def _unless(job: Job) -> str:
    """Return the condition that the job has not succeeded."""
    status = _member(job.answer, job.description.status, may_miss=True)
    done = job.description.done
    return f"{status} !== {quote(done[0])}" if len(done) == 1 else f"!{write_list(done)}.includes({status})"


def _print_failure(job: Job) -> str:
    description = job.description
    status = _member(job.answer, description.status, may_miss=True)
    error = _member(job.answer, description.error, may_miss=True)
    if not description.error:
        return f"throw new Error(JSON.stringify({job.answer}))"
    text = status if description.error == description.status else f"`${{{status}}}: ${{{error}}}`"
    return f"throw new Error({text})"


def _print_refusal(name: str, job: Job) -> list[str]:
    outer, inner = split_path(job.description.refused)
    if not outer:
        return []
    condition = _member(name, outer) if inner is None else f"{_member(name, outer)}?.some(Boolean)"
    return [f"if ({condition}) throw new Error({quote(WITHHELD)});"]


def _print_delivery(name: str, job: Job) -> list[str]:
    """Return what saves the pictures or prints their addresses."""
    outer, inner = split_path(job.description.pictures)
    if inner is None:
        return [_print_one(_member(name, outer), "", job)]
    pictures, picture = _member(name, outer), _member("image", inner)
    if not job.saves:
        return [f"for (const image of {pictures}) {_print_one(picture, '', job)}"]
    one = _print_one(picture, "-${index + 1}", job)
    return [f"for (const [index, image] of {pictures}.entries()) {{", indent(one, "  "), "}"]


def _print_one(picture: str, number: str, job: Job) -> str:
    if not job.saves:
        return f"console.log({picture});"
    batch = choose_batch(job, "-${seed}", "-${picture}")
    name = f"`{PICTURE}-${{started}}{batch}{number}{job.extension}`"
    if not job.description.is_base64:
        return f"await save({picture}, {name});"
    return f'const name = {name};\nawait writeFile(name, {picture}, "base64");\nconsole.log(name);'


def _member(owner: str, path: JsonPath, *, may_miss: bool = False) -> str:
    """Return the expression for what is at the path; with `may_miss` it is undefined if a step before is missing."""
    steps = [f".{name}" if IDENTIFIER.fullmatch(name) else f"[{quote(name)}]" for name in path]
    if may_miss:
        steps[1:] = [f"?{step}" if step[0] == "." else f"?.{step}" for step in steps[1:]]
    return owner + "".join(steps)


def write_list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(map(quote, words))}]"
