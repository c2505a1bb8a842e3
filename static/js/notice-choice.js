// The notices that this browser gives while a page is hidden, as `notice-settings.js` keeps the choice.

import { attempt } from "./browser-storage.js";

const KEY = "notices";
// For so long another tab takes the same news for told.
const TOLD_FOR = 60_000;

export const readChoice = () => {
  const kept = attempt(() => JSON.parse(localStorage.getItem(KEY)));
  return { sound: kept?.sound === true, desktop: kept?.desktop === true };
};

export const keepChoice = (choice) => attempt(() => localStorage.setItem(KEY, JSON.stringify(choice)));

export const beep = async (isFailure) => {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: isFailure ? 220 : 660 });
  const volume = new GainNode(context, { gain: 0.15 });
  tone.connect(volume).connect(context.destination);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.5);
  tone.start();
  tone.stop(context.currentTime + 0.5);
  tone.onended = () => context.close();
};

export const notify = (sentence) => {
  // The tag replaces the notification before, so that there is never more than one.
  const shown = new Notification("Playground", { body: sentence, tag: "playground" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
};

// Returns those ids that no tab of this browser has told yet, and notes them as told.
const takeNew = (ids) => {
  const now = Date.now();
  const kept = Object.entries(attempt(() => JSON.parse(localStorage.getItem(`${KEY}:told`))) ?? {});
  const told = Object.fromEntries(kept.filter(([, at]) => now - at < TOLD_FOR));
  const fresh = ids.filter((id) => !(id in told));
  for (const id of fresh) told[id] = now;
  attempt(() => localStorage.setItem(`${KEY}:told`, JSON.stringify(told)));
  return fresh;
};

// Of several tabs the first one tells: it holds the lock while it looks what was told.
export const tell = async (ids, describe) => {
  const { sound, desktop } = readChoice();
  if (!sound && !desktop) return;
  const act = () => {
    const fresh = takeNew(ids);
    if (!fresh.length) return;
    const { sentence, isFailure } = describe(fresh);
    if (sound) beep(isFailure).catch(() => {});
    if (desktop && Notification.permission === "granted") attempt(() => notify(sentence));
  };
  if (navigator.locks) await navigator.locks.request("playground-notices", act);
  else act();
};
