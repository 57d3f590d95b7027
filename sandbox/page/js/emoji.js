// The emoji by their Slack names. An unknown name stays as it was typed, as in Slack.
import { TABLE } from "./emoji_table.js";

const TONES = new Map([["skin-tone-2", "🏻"], ["skin-tone-3", "🏼"], ["skin-tone-4", "🏽"], ["skin-tone-5", "🏾"], ["skin-tone-6", "🏿"]]);

/** How an emoji is written, its tone included; two that stand side by side stay two. The name is the first group. */
export const SHORTCODE = ":([\\w+-]+(?:::skin-tone-[2-6])?):";
const ALL = new RegExp(SHORTCODE, "g");

function entries(lines) {
  return lines.trim().split(/[|\n]/).map((entry) => {
    const at = entry.lastIndexOf(" ");
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
}

const CATEGORIES = Object.entries(TABLE).map(([title, lines]) => ({ title, emoji: entries(lines) }));
const EMOJI = new Map(CATEGORIES.flatMap((one) => one.emoji));

/** The character for a name such as `wave` or `wave::skin-tone-3`, or null. */
export function emoji(name) {
  const [plain, tone] = name.split("::");
  const character = EMOJI.get(plain) ?? null;
  if (!TONES.has(tone) || !takesTone(plain)) return character;
  return character.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${TONES.get(tone)}`);
}

// Unicode gives these no tones, though they begin with somebody who has one.
const WITHOUT_TONE = /^[👯🤼👪]|\u200d[👦👧🧒]/u;

/** Whether an emoji comes in skin tones. */
export function takesTone(name) {
  const character = EMOJI.get(name) ?? "";
  return /^\p{Emoji_Modifier_Base}/u.test(character) && !WITHOUT_TONE.test(character);
}

/** The tones one may choose from, each as the end of a name; none is the yellow one. */
export const TONE_NAMES = ["", ...TONES.keys()];
const TONE_KEPT = "emoji-tone";

export function chosenTone() {
  const kept = localStorage.getItem(TONE_KEPT) ?? "";
  return TONES.has(kept) ? kept : "";
}

export function chooseTone(tone) {
  localStorage.setItem(TONE_KEPT, tone);
}

/** An emoji's name in the tone this browser's person chose for themselves. */
export function toned(name) {
  return chosenTone() && takesTone(name) ? `${name}::${chosenTone()}` : name;
}

/** All emoji as [name, character]. */
export function emojiList() {
  return [...EMOJI.entries()];
}

/** The categories of the picker: {title, emoji: [[name, character]]}, each character once. */
export function emojiCategories() {
  return CATEGORIES.filter(({ title }) => title !== "Component").map(({ title, emoji: list }) => ({
    title, emoji: list.filter(([, character], at) => list.findIndex((other) => other[1] === character) === at),
  }));
}

/** Plain text with its :shortcodes: replaced. */
export function withEmoji(text) {
  return String(text).replace(ALL, (whole, name) => emoji(name) ?? whole);
}

/** One to a few emoji and nothing else: Slack shows such a message large. */
export function isJumbo(text) {
  const names = text.match(ALL);
  if (names === null || names.length > 23) return false;
  return text.replace(ALL, "").trim() === "" && names.every((name) => emoji(name.slice(1, -1)));
}
