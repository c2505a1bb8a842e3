// Notices in the corner of the page: what htmx reports as failed, and when a notice leaves again.

import { describeFailure, describeLimit } from "./failures.js";

// What the reader can still press, besides taking the notice away or undoing what Ctrl+Z undoes too.
const hasAction = (notice) =>
  notice.querySelector("form, a, button:not([data-dismiss], [data-undo-form], [data-undo-mark])");

// A new sentence replaces the one before, but no offer: a failure elsewhere must not take a button from under the hand.
const notify = (sentence, level = "error") => {
  const notice = document.querySelector("#notice-template").content.cloneNode(true);
  notice.querySelector("[data-text]").textContent = sentence;
  if (level) notice.firstElementChild.dataset.level = level;
  const corner = document.querySelector("#notice");
  for (const before of [...corner.children]) if (!hasAction(before)) before.remove();
  corner.append(notice);
};

// A screen reader may be silent about a sentence that it has just said, so the same one gets a space more.
let last = "";
const differ = (notice) => {
  if (notice.textContent === last) notice.firstElementChild.append("\u00a0");
  last = notice.textContent;
};

// A notice with an action in it stays until it is dismissed, as does one under the pointer or with the focus. What the
// form had before can be brought back by Ctrl+Z too, so that offer leaves.
const expire = () => {
  for (const notice of document.querySelectorAll("#notice > .notice:not([data-timed])")) {
    notice.dataset.timed = "";
    differ(notice);
    const leave = () => (notice.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : notice.remove());
    if (!hasAction(notice))
      setTimeout(leave, notice.querySelector("[data-undo-form], [data-undo-mark]") ? 20000 : 8000);
  }
};

// A short plain text is a sentence that the server wrote for the reader; anything else is an error page.
const showFailure = ({ detail }) => {
  const { status, responseText } = detail.xhr;
  const type = detail.xhr.getResponseHeader("Content-Type");
  if (status === 0) notify(describeFailure({}));
  else if (type?.startsWith("text/plain") && responseText.length < 300) notify(responseText);
  else if (status === 403) notify("This page has expired; your prompt is safe. Reload the page and try again.");
  else if (status === 404) notify("This no longer exists. It may have been deleted in another window.");
  else notify(`The server returned error ${status}. Reload the page and try again.`);
};

// Whether the server has received the request is not known. The form's token keeps it from being done twice.
const showTimeout = ({ detail }) => {
  const isForm = detail.requestConfig.elt.id === "spec-form";
  const advice = isForm ? "Your prompt is safe. Generate again: no picture is made twice." : "Try again.";
  notify(`${describeLimit()} ${advice}`);
};

// Modules that are loaded later send this event, because importing this one again would run it twice.
document.addEventListener("toast", ({ detail }) => notify(detail.sentence, detail.level));
document.addEventListener("htmx:responseError", showFailure);
document.addEventListener("htmx:sendError", showFailure);
document.addEventListener("htmx:timeout", showTimeout);
document.addEventListener("click", ({ target }) => {
  target.closest?.("[data-dismiss]")?.closest(".notice").remove();
});
new MutationObserver(expire).observe(document.querySelector("#notice"), { childList: true });
expire();
