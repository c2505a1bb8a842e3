"""What follows a request in the code for a whole job, as a person chose it; the printers of all languages share it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from playground.dialects.wire import EACH, EnvironmentVariable, HeldRequest, JobDescription, JsonPath, RequestPlan
from playground.snippets.literal import find_seeds

# Only send the request; or wait for its picture, either with a request that the API holds or by polling.
type Follow = Literal["submit", "wait", "poll"]

# The beginning of the names of saved pictures. The time follows, so that no run overwrites the pictures of another.
PICTURE = "picture"
WITHHELD = "The picture was withheld because of its content."
KEY_REMARK = "The key is read from the environment variable {variable}."


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """What a person chose for the code: how far it follows the job, and what it does with the picture.

    `powershell` and `without_jq` are for the language cURL: another shell, and tools that every system has.
    """

    follow: Follow = "submit"
    prints_address: bool = False
    powershell: bool = False
    without_jq: bool = False


SUBMIT = CodeOptions()


@dataclass(frozen=True, slots=True)
class Job:
    """A request and what follows it.

    `plan` has the request as it is sent. `polls` says whether the job is polled then, `fetches_result` whether a
    further response names the pictures, and `saves` whether they are saved to files.
    """

    plan: RequestPlan
    description: JobDescription
    polls: bool
    fetches_result: bool
    saves: bool

    @property
    def checks_status(self) -> bool:
        """Whether a job that is over may have failed. The response that only has the result has no status."""
        has_only_result = bool(self.description.result_url) and not self.polls
        return bool(self.description.failed) and not has_only_result

    @property
    def endings(self) -> tuple[str, ...]:
        """The words with which a job is over."""
        return self.description.done + self.description.failed

    @property
    def answer(self) -> str:
        """What code calls the response to the request."""
        return "job" if self.polls else "result"

    @property
    def remarks(self) -> list[str]:
        """The comment on where the key comes from."""
        variables = [value for _, value in self.plan.request.headers if isinstance(value, EnvironmentVariable)]
        return [KEY_REMARK.format(variable=variable) for variable in dict.fromkeys(variables)]

    @property
    def extension(self) -> str:
        """The extension of the files, or "" if only the addresses of the pictures show it."""
        return self.plan.extension or (self.description.extension if self.description.is_base64 else "")


def print_address(job: Job, member: Callable[[str, JsonPath], str], write: Callable[[str], str]) -> str:
    """Return the expression for the address at which the job is polled.

    `member` writes what is at a path of the response, and `write` a text, in the language of the code.
    """
    description = job.description
    if description.poll_url:
        return member("job", description.poll_url)
    before, after = description.poll_address.split("{id}")
    return " + ".join([write(before), member("job", description.id), *([write(after)] if after else [])])


def choose_batch(job: Job, seed: str, number: str) -> str:
    """Return what tells the files of several requests apart: their seeds if they have some, else their numbers."""
    if job.plan.times == 1:
        return ""
    return seed if find_seeds(job.plan.request.body) else number


def split_path(path: JsonPath) -> tuple[JsonPath, JsonPath | None]:
    """Return the path and None, or the path to a list and the path within its items."""
    if EACH not in path:
        return path, None
    place = path.index(EACH)
    return path[:place], path[place + 1 :]


def list_ways(description: JobDescription | None) -> tuple[Follow, ...]:
    """Return the ways to follow a request, the default first."""
    if description is None:
        return ("submit",)
    if not description.is_polled:
        return ("submit", "wait")
    return ("submit", "wait", "poll") if description.held else ("submit", "poll")


def follow_plan(plan: RequestPlan, options: CodeOptions) -> Job | None:
    """Return what follows the request, or None if it is only sent.

    A way that the API does not have is replaced by the one that it has.
    """
    description = plan.job
    if description is None or options.follow == "submit":
        return None
    saves = description.is_base64 or not options.prints_address
    held = description.held or HeldRequest()
    is_held = options.follow == "wait" and description.held is not None
    # The request may hold on to its response already, which polling has no use for.
    names = {name.lower() for name, _ in held.headers}
    headers = [(name, value) for name, value in plan.request.headers if name.lower() not in names]
    headers += held.headers if is_held else ()
    url = held.read_address(plan.request.url) if is_held else plan.request.url
    body = plan.request.body
    if description.at_once and not is_held and isinstance(body, Mapping):
        body = {**body, **dict(description.at_once)}
    plan = replace(plan, request=replace(plan.request, url=url, headers=tuple(headers), body=body))
    polls = description.is_polled and not (is_held and held.has_result)
    # A response that was held may be the result already.
    return Job(plan, description, polls, bool(description.result_url) and polls, saves)
