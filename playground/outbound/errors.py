"""What can go wrong with a foreign address.

OutboundError
├── BadUrl             the URL is not one that is asked
├── ForbiddenAddress   it leads to an address that is not public
├── Unresolvable       its name has no address
├── Unreachable        no whole HTTP answer came
│   └── TlsFailed      its certificate or its TLS is not accepted
├── TooSlow            the time was up
├── TooLarge           it answered with too much
└── TooManyRedirects   it sends on and on
"""


class OutboundError(Exception):
    """A foreign URL that gave nothing.

    `sentence` says what happened in plain words and names the host alone, since the rest of a URL may be secret;
    `permanent` that asking again would end the same way.
    """

    permanent = False

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadUrl(OutboundError):
    """Not an absolute http or https URL, or one with a user name in it."""

    permanent = True


class ForbiddenAddress(OutboundError):
    """The host is, or its name leads to, an address that is not public."""

    permanent = True


class Unresolvable(OutboundError):
    """The name of the host is not known."""


class Unreachable(OutboundError):
    """No connection came about, it broke off, or what came was no HTTP."""


class TlsFailed(Unreachable):
    """The certificate does not hold for the name, or no common TLS was found."""


class TooSlow(OutboundError):
    """The whole of it took longer than allowed."""


class TooLarge(OutboundError):
    """The answer is larger than allowed, its headers or its content once unpacked."""

    permanent = True


class TooManyRedirects(OutboundError):
    """More redirects in a row than are followed."""

    permanent = True
