// Sets the chosen theme before the first paint; a classic script on purpose, since modules run too late for that.
(() => {
  const root = document.documentElement;
  root.dataset.script = "on";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; then the system's setting holds.
  }
})();
