// Makes everything beside an element and its ancestors inert, for a sheet that covers the page. Returns how to undo it.

export const makeOthersInert = (element) => {
  const others = [];
  for (let node = element; node !== document.body; node = node.parentElement) {
    // Notices stay: they can lie above the sheet.
    const beside = [...node.parentElement.children].filter((other) => other !== node && other.id !== "notice");
    others.push(...beside.filter((other) => !other.inert));
  }
  for (const other of others) other.inert = true;
  return () => {
    for (const other of others) other.inert = false;
  };
};
