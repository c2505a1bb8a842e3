"""What people paste and drop: clipboards with text and pictures, and real files that are dragged onto a page."""

import base64
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page

PASTE = """(target, [texts, file]) => {
  const carried = new DataTransfer();
  for (const [type, text] of Object.entries(texts)) carried.setData(type, text);
  if (file) {
    const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], file.name, { type: file.type }));
  }
  const isInserted = target.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
  // At once, as a browser does: whatever hears of the event finds the text in its place.
  if (isInserted && target.matches("textarea")) {
    target.focus();
    document.execCommand("insertText", false, texts["text/plain"]);
  }
  return isInserted;
}"""
DROP = """(target, texts) => {
  const carried = new DataTransfer();
  for (const [type, text] of Object.entries(texts)) carried.setData(type, text);
  return target.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def paste(target: Locator, picture: FilePayload | None = None, **texts: str) -> bool:
    """Paste a picture, texts (`plain`, `html`) or both; return whether the browser inserts the text."""
    content = picture and {
        "name": picture["name"],
        "type": picture["mimeType"],
        "content": base64.b64encode(picture["buffer"]).decode(),
    }
    return bool(target.evaluate(PASTE, [{f"text/{kind}": text for kind, text in texts.items()}, content]))


def drop_address(target: Locator, address: str, markup: str = "") -> bool:
    """Drop a link of another page, or with `markup` a picture; return whether the browser does as it would."""
    texts = {"text/uri-list": address, "text/plain": address, "text/html": markup or f'<a href="{address}">a page</a>'}
    return bool(target.evaluate(DROP, texts))


def drop_files(page: Page, x: float, y: float, *files: Path) -> None:
    """Drag files of this computer over a place on the page and let them go there, as the system does it."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})
    session.detach()
