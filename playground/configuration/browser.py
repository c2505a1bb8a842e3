"""The Content Security Policy of every page."""

from django.utils.csp import CSP

CONTENT_SECURITY_POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    # Django sends a nonce only with a page that uses it: the first one of a visit.
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "blob:", "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    # Another site could otherwise put a page into an invisible frame and make visitors click in it.
    "frame-ancestors": [CSP.NONE],
}
