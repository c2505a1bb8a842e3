"""Writes a recipe into an XMP packet and reads it back.

It searches for its own tags in the bytes and never parses XML from other people, which can be an attack.
"""

from html import escape, unescape

_TAG = b"<playground:recipe>"
_END_TAG = b"</playground:recipe>"
_START = b'<rdf:Description rdf:about="" xmlns:playground="urn:flux-playground:recipe:1">' + _TAG
_STOP = _END_TAG + b"</rdf:Description>"
# The byte order mark and this id are fixed by the XMP specification: programs find a packet in a file by them.
_PACKET_START = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
).encode()
_PACKET_END = b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
_END_OF_LIST = b"</rdf:RDF>"


def write_packet(packet: bytes, recipe: str) -> bytes:
    """Return the XMP packet with the recipe. A packet that is empty or has no RDF is replaced."""
    description = _START + escape(recipe, quote=False).encode() + _STOP
    # The description from an earlier call is left out, so that a file never holds two recipes.
    start, stop = _find(packet)
    rest = packet[:start] + packet[stop:]
    # Other programs may have added descriptions of their own. The recipe follows them and leaves them as they are.
    place = rest.rfind(_END_OF_LIST)
    if place < 0:
        return _PACKET_START + description + _PACKET_END
    return rest[:place] + description + rest[place:]


def read_packet(packet: bytes) -> str | None:
    """Return the recipe in an XMP packet, or None. Raise `UnicodeDecodeError` if it is not UTF-8."""
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
