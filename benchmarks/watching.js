// Runs inside the measured page. Times are milliseconds of performance.now().
(() => {
  const nextPaint = () => new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(0);
    });
  });

  const shown = () => new Set([...document.querySelectorAll("#stage img")].map((picture) => picture.src));

  // What a person sees of the answer to a click: the stage's markup, and how the button looks.
  const look = () => {
    const button = document.querySelector("#generate");
    const styles = ["", "::before", "::after"].map((part) => {
      const { backgroundColor, color, opacity, content, animationName, width } = getComputedStyle(button, part || null);
      return [backgroundColor, color, opacity, content, animationName, width].join();
    });
    return [document.querySelector("#stage").innerHTML, button.textContent, ...styles].join("|");
  };

  const firstChange = async (before) => {
    for (;;) {
      const painted = await nextPaint();
      if (look() !== before) return painted;
    }
  };

  // Resolves with the times of the click, of the first visible change and of the new card's decoded picture.
  const watchClick = () => new Promise((resolve, reject) => {
    const known = shown();
    let clicked, changed;
    const patience = setTimeout(() => reject(new Error("no picture came")), 30000);
    const observer = new MutationObserver(async () => {
      const picture = [...document.querySelectorAll("#stage img")].find(({ src }) => !known.has(src));
      if (!picture || picture.watched) return;
      picture.watched = true;
      await picture.decode();
      const decoded = performance.now();
      observer.disconnect();
      resolve({ picture: decoded - clicked, change: (await changed) - clicked });
      clearTimeout(patience);
    });
    addEventListener("click", ({ target }) => {
      if (clicked || !target.closest?.("#generate")) return;
      clicked = performance.now();
      changed = firstChange(look());
    }, { capture: true });
    observer.observe(document, { childList: true, subtree: true, attributeFilter: ["src"] });
  });

  // Resolves with the milliseconds from the next input event to the next change of the code.
  const watchCode = () => new Promise((resolve, reject) => {
    let typed;
    const patience = setTimeout(() => reject(new Error("the code stayed as it was")), 10000);
    const text = () => document.querySelector("#snippet pre, #snippet code, #snippet")?.textContent;
    const before = text();
    const observer = new MutationObserver(() => {
      if (typed === undefined || text() === before) return;
      observer.disconnect();
      clearTimeout(patience);
      resolve(performance.now() - typed);
    });
    addEventListener("input", () => { typed ??= performance.now(); }, { capture: true });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  });

  const inSight = (picture) => {
    const { left, top, right, bottom } = picture.getBoundingClientRect();
    const frame = picture.closest("#filmstrip, #frames")?.getBoundingClientRect();
    const [x, y] = [Math.min(innerWidth, frame?.right ?? innerWidth), Math.min(innerHeight, frame?.bottom ?? innerHeight)];
    return right > Math.max(0, frame?.left ?? 0) && bottom > Math.max(0, frame?.top ?? 0) && left < x && top < y;
  };

  // Resolves, once the page is parsed, with when every picture in sight was decoded, and how many there are.
  const watchPictures = async () => {
    while (document.readyState === "loading") await nextPaint();
    for (;;) {
      const pictures = [...document.images].filter(inSight);
      if (pictures.every(({ complete, naturalWidth }) => complete && naturalWidth)) {
        await Promise.all(pictures.map((picture) => picture.decode().catch(() => undefined)));
        return { time: performance.now(), pictures: pictures.length };
      }
      await nextPaint();
    }
  };

  // Resolves when the button is painted and a click on it would be htmx's: its listeners and all modules are there.
  // The size is asked for last: before the style sheets are there, each question would lay out the unstyled page.
  // The minimal page has its own script, which is there as soon as the page is parsed.
  const watchUsable = async ({ minimal = false } = {}) => {
    const wired = () => {
      const form = document.querySelector("#spec-form");
      if (minimal) return form && document.readyState === "complete";
      return form && "htmx-internal-data" in form && customElements.get("spec-form");
    };
    const painted = () => performance.getEntriesByName("first-contentful-paint").length;
    const sized = () => document.querySelector("#generate")?.getBoundingClientRect().height;
    while (!(painted() && wired() && sized())) await new Promise((resolve) => setTimeout(resolve, 4));
    return performance.now();
  };

  const longTasks = [];
  const shifts = [];
  const collect = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  collect("longtask", ({ duration }) => longTasks.push(duration));
  collect("layout-shift", ({ value, hadRecentInput }) => hadRecentInput || shifts.push(value));

  window.watching = { watchClick, watchCode, watchPictures, watchUsable, longTasks, shifts };
})();
