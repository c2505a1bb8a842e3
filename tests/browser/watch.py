"""Watches pages for what a person would not see: errors in the console, exceptions, broken policies, server errors."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

# The policy is told to the console by the page itself, so that no wording of the browser's matters.
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# How the browser notes a request that a test aborts, or that it cannot send.
FAILED = "Failed to load resource: net::ERR_"
# How htmx notes a request that was given up.
GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort")
TOO_LATE = ("htmx:afterRequest", "htmx:timeout")


@dataclass
class Watch:
    """What went wrong so far; a test that means to go wrong says so with `expect_status`."""

    problems: list[str] = field(default_factory=list)
    # A refused form answers with 422, which the browser notes in its console.
    expected: set[int] = field(default_factory=lambda: {422})
    may_fail: bool = False
    may_be_late: bool = False
    may_give_up: bool = False
    # Pages on the way to another address, whose requests are given up by the browser itself.
    leaving: set[Page] = field(default_factory=set)

    def expect_status(self, status: int) -> None:
        """Let answers with this status pass."""
        self.expected.add(status)

    def expect_failed_request(self) -> None:
        """Let requests fail that the test aborts, or that the browser cannot send, for example while it is offline."""
        self.may_fail = True

    def expect_late_response(self) -> None:
        """Let htmx end requests that the test leaves unanswered."""
        self.may_be_late = True

    def expect_given_up_request(self) -> None:
        """Let requests be given up for a newer one."""
        self.may_give_up = True

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.add_init_script(TELL_VIOLATIONS)
        context.on("page", lambda page: page.on("domcontentloaded", self._arrive))
        context.on("request", self._leave)
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        context.on("response", self._check)

    def _leave(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.leaving.add(request.frame.page)

    def _arrive(self, page: Page) -> None:
        self.leaving.discard(page)

    def _hear(self, message: ConsoleMessage) -> None:
        expected = any(f"status of {status} " in message.text for status in self.expected)
        expected |= self.may_fail and message.text.startswith(FAILED)
        expected |= self.may_be_late and message.text.startswith(TOO_LATE)
        left = (self.may_give_up or message.page in self.leaving) and message.text.startswith(GIVEN_UP)
        if message.type == "error" and not expected and not left:
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _catch(self, error: WebError) -> None:
        self.problems.append(f"exception: {error.error}")

    def _check(self, response: Response) -> None:
        if response.status >= 500 and response.status not in self.expected:
            self.problems.append(f"answer {response.status}: {response.url}")
