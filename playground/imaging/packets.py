"""Writes a recipe into an XMP packet and reads it back, by its own two tags; no foreign XML is ever parsed."""

from html import escape, unescape

_TAG = b"<playground:recipe>"
_END_TAG = b"</playground:recipe>"
_START = b'<rdf:Description rdf:about="" xmlns:playground="urn:flux-playground:recipe:1">' + _TAG
_STOP = _END_TAG + b"</rdf:Description>"
_OPEN = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
).encode()
_CLOSE = b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
_END_OF_LIST = b"</rdf:RDF>"


def write_packet(packet: bytes, recipe: str) -> bytes:
    """Return the XMP packet with the recipe added or replaced; an empty or unknown packet makes way for a new one."""
    ours = _START + escape(recipe, quote=False).encode() + _STOP
    start, stop = _find(packet)
    rest = packet[:start] + packet[stop:]
    place = rest.rfind(_END_OF_LIST)
    if place < 0:
        return _OPEN + ours + _CLOSE
    return rest[:place] + ours + rest[place:]


def read_packet(packet: bytes) -> str | None:
    """Return the recipe inside an XMP packet, or None; raise `UnicodeDecodeError` where it is no UTF-8."""
    start = packet.find(_TAG)
    stop = packet.find(_END_TAG, start)
    if start < 0 or stop < 0:
        return None
    return unescape(packet[start + len(_TAG) : stop].decode())


def _find(packet: bytes) -> tuple[int, int]:
    start = packet.find(_START)
    stop = packet.find(_STOP, start)
    if start < 0 or stop < 0:
        return 0, 0
    return start, stop + len(_STOP)
