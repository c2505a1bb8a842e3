// Shows a sentence in the corner of the page. `notices.js` hears it: it must not run twice, so it is not imported.
export const toast = (sentence, level = "") =>
  document.dispatchEvent(new CustomEvent("toast", { detail: { sentence, level } }));

// Shows a notice that the server has written, with its buttons; nothing removes the present one.
export const showNotice = (html) => {
  const notice = document.querySelector("#notice");
  notice.innerHTML = html;
  htmx.process(notice);
};
