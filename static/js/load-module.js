// Loads a module on its first use, and returns nothing if that fails. Chromium remembers a failed load for as long as
// the page lives, and then asks for another address only: it gets a longer fragment, which no server sees.

// The next address of each module, for all scripts of the page: each of them contains its own copy of these lines.
window.modules ??= {};

export const loadModule = (module) => {
  const { modules } = window;
  modules[module] ??= module;
  return import(modules[module]).catch((error) => {
    modules[module] += "#";
    // Another error would be one of the module.
    console.warn(error);
  });
};
