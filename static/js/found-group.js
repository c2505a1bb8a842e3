// A group of the command palette that the page makes itself: what was chosen last, and the actions of the page.

export const makeGroup = (name, items) => {
  const section = document.createElement("section");
  section.className = "found-group";
  section.role = "group";
  section.ariaLabel = name;
  section.innerHTML = '<h2 class="eyebrow" aria-hidden="true"></h2>';
  section.firstChild.textContent = name;
  for (const [place, { title, url }] of items.entries()) {
    const option = document.createElement(url ? "a" : "button");
    option.id = `found-${name.toLowerCase()}-${place}`;
    Object.assign(option, { className: "found", role: "option", tabIndex: -1 });
    option.ariaSelected = "false";
    // What this browser has kept only leads to this server.
    const address = url && new URL(url, location.origin);
    if (url) option.href = address.pathname + address.search;
    else option.type = "button";
    option.innerHTML = '<span class="found-title" dir="auto"></span>';
    option.firstChild.textContent = title;
    section.append(option);
  }
  return section;
};
