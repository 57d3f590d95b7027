// Dates as Slack writes them, in the acting person's zone and by the workspace's clock.
import { now, zone } from "./store.js";

const formatters = new Map();

function formatter(options, timeZone) {
  const key = timeZone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-US", { ...options, timeZone }));
  return formatters.get(key);
}

function format(ms, options, timeZone = zone()) {
  return formatter(options, timeZone).format(ms);
}

export function millis(ts) {
  return Number(ts) * 1000;
}

/** Whether a number is an instant that can be written as a date: what apps send need not be one. */
export function isInstant(ms) {
  return Number.isFinite(new Date(ms).getTime());
}

const MOST_DAYS_KEPT = 5000;
const days = new Map(); // zone and minute → the day: a list asks for the same ones again and again

/** The day of an instant in the acting person's zone, as Slack's date pickers write it: "2014-02-18". */
export function dayKey(ms) {
  const key = `${zone()}/${Math.floor(ms / 60_000)}`;
  if (!days.has(key)) {
    if (days.size > MOST_DAYS_KEPT) days.clear();
    days.set(key, isoDay(ms));
  }
  return days.get(key);
}

// Put together from its parts: in which order and with what between them they are written is up to each browser.
function isoDay(ms) {
  const parts = formatter({ year: "numeric", month: "2-digit", day: "2-digit" }, zone()).formatToParts(ms);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

export function clockTime(ms) {
  return format(ms, { hour: "numeric", minute: "2-digit" });
}

/** "9:41:07 AM" */
export function clockTimeWithSeconds(ms) {
  return format(ms, { hour: "numeric", minute: "2-digit", second: "2-digit" });
}

function ordinal(day) {
  const ending = day % 100 >= 11 && day % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th";
  return `${day}${ending}`;
}

function monthAndDay(ms) {
  return `${format(ms, { month: "long" })} ${ordinal(Number(format(ms, { day: "numeric" })))}`;
}

// Slack leaves the year out within about half a year.
function yearWhenFar(ms) {
  return Math.abs(ms - now()) > 183 * 86_400_000 ? `, ${format(ms, { year: "numeric" })}` : "";
}

function date(ms) {
  return monthAndDay(ms) + yearWhenFar(ms);
}

function dateShort(ms) {
  return `${format(ms, { month: "short", day: "numeric" })}, ${format(ms, { year: "numeric" })}`;
}

function dateLong(ms) {
  return `${format(ms, { weekday: "long" })}, ${monthAndDay(ms)}${yearWhenFar(ms)}`;
}

function relativeDay(ms) {
  const key = dayKey(ms);
  if (key === dayKey(now())) return "today";
  if (key === dayKey(now() - 86_400_000)) return "yesterday";
  if (key === dayKey(now() + 86_400_000)) return "tomorrow";
  return null;
}

function ago(ms) {
  const seconds = Math.round((ms - now()) / 1000);
  const units = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const TOKENS = {
  date_num: dayKey,
  date_slash: (ms) => dayKey(ms).replaceAll("-", "/"),
  date,
  date_short: dateShort,
  date_long: dateLong,
  date_pretty: (ms) => relativeDay(ms) ?? date(ms),
  date_short_pretty: (ms) => relativeDay(ms) ?? dateShort(ms),
  date_long_pretty: (ms) => relativeDay(ms) ?? dateLong(ms),
  day_divider_pretty: (ms) => dayLabel(ms),
  time: clockTime,
  time_secs: clockTimeWithSeconds,
  ago,
};

function capitalise(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Fills a <!date^…> pattern; null when it holds a token Slack does not know (then the fallback is shown). */
export function fillDate(seconds, pattern) {
  const ms = Number(seconds) * 1000;
  if (!isInstant(ms)) return null;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (_, token) => {
    if (Object.hasOwn(TOKENS, token)) return TOKENS[token](ms);
    known = false;
    return "";
  });
  return known ? text : null;
}

/** "Today", "Yesterday" or "Tuesday, March 3rd" for the line between two days. */
export function dayLabel(ms) {
  const relative = relativeDay(ms);
  return relative ? capitalise(relative) : dateLong(ms);
}

/** "Today at 9:41 AM": the tooltip of a message's time. */
export function fullTime(ms) {
  return `${capitalise(relativeDay(ms) ?? dateShort(ms))} at ${clockTimeWithSeconds(ms)}`;
}

/** "Mon, Mar 3, 9:00 AM" */
export function shortMoment(ms, timeZone = zone()) {
  return format(ms, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }, timeZone);
}

export function zoneName(ms = now(), timeZone = zone()) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }).formatToParts(ms);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone;
}

/** "14 days 3 hours", from seconds; null when it is less than a minute. */
export function span(seconds) {
  const units = [["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];
  let rest = Math.round(seconds);
  const parts = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.length ? parts.slice(0, 2).join(" ") : null;
}
