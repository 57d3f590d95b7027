// Coloured initials, the app's icon, and presence dots.
import { h } from "./dom.js";
import { isQuiet } from "./status.js";
import { appName, isApp, nameOf, state } from "./store.js";

const COLOURS = ["#e8912d", "#2eb67d", "#36c5f0", "#e01e5a", "#7c3085", "#1264a3", "#8b5e3c", "#4a7c59", "#c2506b", "#52616b"];

function colourOf(user) {
  if (/^#[0-9a-f]{6}$/i.test(user?.color ?? "")) return user.color;
  const sum = [...(user?.id ?? "")].reduce((total, character) => total + character.charCodeAt(0), 0);
  return COLOURS[sum % COLOURS.length];
}

const LEGIBLE = 4.5; // the contrast that small white letters need

function luminance(channels) {
  const [red, green, blue] = channels.map((value) => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// People's colours are Slack's; a light one is darkened until the letters on it can be read.
function behindWhite(colour) {
  let channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  while (1.05 / (luminance(channels) + 0.05) < LEGIBLE) channels = channels.map((value) => Math.floor(value * 0.95));
  return `rgb(${channels.join(" ")})`;
}

// The letters are a picture and no text: they are drawn by the style sheet, so that nobody reads or copies them.
const TWO_LETTERS_FROM = 24; // pixels; smaller ones have room for one

function initials(name, size) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 && size >= TWO_LETTERS_FROM ? [words[0], words.at(-1)] : words.slice(0, 1);
  return letters.map((word) => [...word][0]).join("").toUpperCase() || "?";
}

const APPS_GROUND = "#1264a3"; // of an app that chose none: not the side bar's own, on which only a letter would show

export function appIcon(size = 36) {
  const background = /^#[0-9a-f]{6}$/i.test(state.app?.background_color ?? "") ? state.app.background_color : APPS_GROUND;
  return h("span", {
    class: "avatar avatar-app", "aria-hidden": "true", dataset: { letters: [...appName()][0].toUpperCase() },
    style: { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.5)}px`, backgroundColor: behindWhite(background) },
  });
}

export function avatar(user, size = 36) {
  if (isApp(user)) return appIcon(size);
  return h("span", {
    class: "avatar", "aria-hidden": "true", dataset: { letters: user?.id === "USLACKBOT" ? "S" : initials(nameOf(user), size) },
    style: { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * (size < TWO_LETTERS_FROM ? 0.55 : 0.42))}px`, backgroundColor: behindWhite(colourOf(user)) },
  });
}

/** A picture that a message brought for its author: one emoji. */
export function emojiPicture(character, size = 36) {
  return h("span", { class: "avatar avatar-emoji", "aria-hidden": "true", style: { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.7)}px` } }, character);
}

/** Avatar with the dot that says whether the person is active, away, or not to be disturbed. */
export function avatarWithPresence(user, size = 20) {
  return h("span", { class: "with-presence" }, avatar(user, size), isApp(user) && size < 24 ? null : h("span", { class: `presence${user?.is_away ? " away" : ""}${isQuiet(user) ? " quiet" : ""}` }));
}

export function appBadge() {
  return h("span", { class: "app-badge" }, "APP");
}
