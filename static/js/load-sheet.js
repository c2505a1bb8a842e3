// Loads a style sheet once. Waiting for it shows nothing without it. After a failure the next use tries again.
export const loadSheet = (href) =>
  new Promise((done) => {
    if (document.querySelector(`link[href="${href}"]`)) return done();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = done;
    link.onerror = () => done(link.remove());
    document.head.append(link);
  });
