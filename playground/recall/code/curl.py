"""Reads the arguments of a curl command, whichever shell they come from."""

from collections.abc import Iterator, Sequence
from typing import Any

from playground.recall.code.forms import FormFields, read_argument
from playground.recall.code.found import Findings
from playground.recall.code.json_text import read_body
from playground.recall.code.values import Mixed, Text, Unread, join, list_texts, plain_text, unread

OPTIONS_NOT_READ = "The code reads options from the file {name}, which is not part of what you pasted."
FORM_NOT_READ = "The code sends a form (--form or --data-urlencode), which is not read. Paste a request with JSON."

DATA = frozenset({"-d", "--data", "--data-ascii", "--data-raw", "--data-binary", "--json"})
# Options with a value, apart from those that are read. An option that is not known here has none.
WITH_VALUE_TEXT = """
-A -C -D -E -K -P -Q -T -U -X -Y -b -c -e -h -m -o -r -t -u -w -x -y -z --abstract-unix-socket --aws-sigv4
--cacert --capath --cert --cert-type --ciphers --config --connect-timeout --connect-to --continue-at --cookie
--cookie-jar --crlfile --curves --data-urlencode --delegation --dns-servers --doh-url --dump-header --engine
--expect100-timeout --happy-eyeballs-timeout-ms --hostpubmd5 --interface --keepalive-time --key
--key-type --libcurl --limit-rate --local-port --login-options --max-filesize --max-redirs --max-time
--netrc-file --noproxy --oauth2-bearer --output --output-dir --parallel-max --pass --pinnedpubkey --postquote
--preproxy --proto --proto-default --proto-redir --proxy --proxy-header --proxy-user --quote --random-file
--range --rate --referer --request --request-target --resolve --retry --retry-delay --retry-max-time --socks4
--socks4a --socks5 --socks5-hostname --speed-limit --speed-time --stderr --telnet-option --time-cond --tls-max
--alt-svc --create-file-mode --dns-interface --dns-ipv4-addr --dns-ipv6-addr --ech --egd-file --etag-compare
--etag-save --ftp-account --ftp-alternative-to-user --ftp-method --ftp-port --ftp-ssl-ccc-mode --haproxy-clientip
--hostpubsha256 --hsts --ip-tos --ipfs-gateway --keepalive-cnt --knownhosts --krb --mail-auth --mail-from --mail-rcpt
--parallel-max-host --proxy-cacert --proxy-capath --proxy-cert --proxy-cert-type --proxy-ciphers --proxy-crlfile
--proxy-key --proxy-key-type --proxy-pass --proxy-pinnedpubkey --proxy-service-name --proxy-tls13-ciphers
--proxy-tlsauthtype --proxy-tlspassword --proxy-tlsuser --proxy1.0 --pubkey --sasl-authzid --service-name
--sigalgs --socks5-gssapi-service --ssl-sessions --tftp-blksize --tls13-ciphers --tlsauthtype --tlspassword --tlsuser
--trace-config --upload-flags --vlan-priority
--trace --trace-ascii --unix-socket --upload-file --url-query --user --user-agent --variable --write-out
"""
WITH_VALUE = frozenset(WITH_VALUE_TEXT.split())
FORM = frozenset({"-F", "--form", "--form-string", "--data-urlencode"})
READ_WITH_VALUE = frozenset({"-H", "--header", "--url", "-X", "--request"}) | DATA | FORM
SECRET = frozenset({"-u", "--user", "-U", "--proxy-user", "--oauth2-bearer", "-b", "--cookie", "--pass"})
SHORT_WITH_VALUE = frozenset(name[1] for name in (*WITH_VALUE, *READ_WITH_VALUE) if not name.startswith("--"))


def read_curl(arguments: Sequence[Text], stdin: Text | None, findings: Findings, times: int = 1) -> None:
    """Add the requests of a command; `arguments` are its words without `curl`, `stdin` is what is piped into it."""
    one: list[tuple[str, Text]] = []
    for name, value in _split(arguments):
        if name == "--next":
            _add(one, stdin, findings, times)
            one = []
        else:
            one.append((name, value))
    _add(one, stdin, findings, times)


def _split(arguments: Sequence[Text]) -> Iterator[tuple[str, Text]]:
    """Yield each option with its value; an address has the name `--url`, an option without value an empty one."""
    words = iter(arguments)
    for word in words:
        text = word if isinstance(word, str) else plain_text(word)
        if not isinstance(word, str) and not text.startswith("-"):
            yield "--url", word
        elif text.startswith("--"):
            name, is_joined, _ = text.partition("=")
            if name in WITH_VALUE or name in READ_WITH_VALUE:
                yield name, _rest(word, len(name) + 1) if is_joined else next(words, "")
            else:
                yield name, ""
        elif text.startswith("-") and len(text) > 1:
            yield from _split_short(word, text, words)
        else:
            yield "--url", word


def _split_short(word: Text, text: str, words: Iterator[Text]) -> Iterator[tuple[str, Text]]:
    """Yield the options of a word such as `-sSXPOST`."""
    for place, letter in enumerate(text[1:], 1):
        if letter not in SHORT_WITH_VALUE:
            yield f"-{letter}", ""
            continue
        rest = _rest(word, place + 1)
        yield f"-{letter}", rest if rest != "" else next(words, "")
        return


def _rest(word: Text, start: int) -> Text:
    """Return the word from a character on, which is in its first part."""
    if isinstance(word, str):
        return word[start:]
    if isinstance(word, Mixed) and isinstance(word.parts[0], str):
        return join([word.parts[0][start:].lstrip(), *word.parts[1:]])
    return ""


def _add(options: Sequence[tuple[str, Text]], stdin: Text | None, findings: Findings, times: int) -> None:
    headers: dict[str, Any] = {}
    data: list[Text] = []
    form = FormFields()
    urls, method = [], ""
    for name, value in options:
        if name in ("-H", "--header"):
            key, text = _split_header(value)
            headers[key] = text
        elif name in DATA:
            data.append(_read_data(name, value, stdin, findings))
        elif name in ("-X", "--request"):
            method = plain_text(value)
        elif name in SECRET:
            findings.secrets.update(text for found in list_texts(value) for text in (found, *found.split(":")))
        elif name in FORM:
            form.add(*read_argument(value, is_plain=name not in ("-F", "--form")))
            findings.of_forms = FORM_NOT_READ
        elif name in ("-K", "--config"):
            findings.remark(OPTIONS_NOT_READ.format(name=plain_text(value)[:100]))
        elif name == "--url":
            urls.append(plain_text(value))
    body = (read_body(data[0]) if len(data) == 1 else read_body(_join_data(data))) if data else None
    body = form if form.fields and not data else body
    default = "POST" if data or form.fields else "GET"
    # The value of an option that is not known here looks like an address, but without a scheme.
    whole = [url for url in urls if "://" in url]
    for url in (whole or urls)[:10]:
        findings.add(method or default, url, headers, body, times)


def _split_header(value: Text) -> tuple[str, Text]:
    """Return a header's name and its value, which may be unread."""
    text = plain_text(value)
    name, colon, _ = text.partition(":")
    if not colon:
        return name.strip()[:100], ""
    kept = _rest(value, len(name) + 1) if not isinstance(value, Unread) else value
    if isinstance(kept, str):
        return name.strip()[:100], kept.strip()
    return name.strip()[:100], kept


def _read_data(name: str, value: Text, stdin: Text | None, findings: Findings) -> Text:
    """Return the text that is sent: what is piped in for `@-`, an unread value for a file."""
    text = plain_text(value)
    if name == "--data-raw" or not text.startswith("@"):
        return value
    if text == "@-" and stdin is not None:
        return stdin
    file = text[1:] if text != "@-" else "that is piped in"
    findings.say_file_not_read(file)
    return unread(text, [file])


def _join_data(data: Sequence[Text]) -> Text:
    # curl joins several options in this way.
    return join([part for text in data for part in ("&", text)][1:])
