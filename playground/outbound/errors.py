"""The errors of requests to external URLs.

OutboundError
├── BadUrl             the URL is not valid
├── ForbiddenAddress   it leads to an address that is not public
├── Unresolvable       its name has no address
├── Unreachable        there was no complete HTTP response
│   └── TlsFailed      its certificate or its TLS is not accepted
├── TooSlow            it took longer than allowed
├── TooLarge           the response is too large
└── TooManyRedirects   it redirects too often
"""

from playground.errors import SentenceError


class OutboundError(SentenceError):
    """A request to an external URL failed.

    `sentence` explains the error to a person. Of the URL it contains at most the host, since the rest may be secret.
    `permanent` means that a retry would fail in the same way.
    """

    permanent = False


class BadUrl(OutboundError):
    """The URL is not an absolute HTTP URL, or contains a user name."""

    permanent = True


class ForbiddenAddress(OutboundError):
    """The host is, or its name leads to, an address that is not public."""

    permanent = True


class Unresolvable(OutboundError):
    """The name of the host cannot be resolved."""


class Unreachable(OutboundError):
    """There was no connection, it was interrupted, or the response was invalid."""


class TlsFailed(Unreachable):
    """The certificate is not valid for the name, or there is no common version of TLS."""


class TooSlow(OutboundError):
    """The whole request took longer than allowed."""


class TooLarge(OutboundError):
    """The headers or the decompressed content are larger than allowed."""

    permanent = True


class TooManyRedirects(OutboundError):
    """There were more redirects than allowed."""

    permanent = True
