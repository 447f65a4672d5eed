// The list of messages: keeps it in order, edits in place, keeps the reader where they are reading.

import { contents } from "./bubble.js";
import { byId, make } from "./dom.js";
import { followSwipe } from "./swipe.js";
import { dayKey, separator } from "./time.js";
import { now } from "./clock.js";

const NEAR_BOTTOM_PX = 90;
const TOGETHER_MS = 5 * 60_000; // messages of one sender this close are one block
const TYPING_MS = 5500; // Telegram shows an action for about five seconds
const PRESS_MS = 10_000;
const GLIDE_MS = 1200;

const scroller = byId("scroller");
const list = byId("messages");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const rows = new Map(); // message id → {message, row, drawn}
let inGroup = false;
let speaker = null; // in a group, the id of whom the reader plays
let acts = {};
let below = 0;
let following = true; // whether the reader goes along with what is said; only their own scrolling ends that
let gliding; // while the page scrolls by itself, where that is says nothing about the reader
let typingTimer;

/** Says what to do with a press, a reply, a tapped command, a failed one. */
export function connect(actions) {
  acts = { ...actions, seek };
}

/** Shows a chat from its beginning; `fresh` = another chat than before, otherwise the same one read anew. */
export function show(messages, { group, fresh }) {
  inGroup = group;
  scroller.setAttribute("aria-busy", "true"); // what was said before is not read out
  if (fresh) {
    rows.clear();
    list.replaceChildren();
  }
  const kept = new Set(messages.map((message) => message.id));
  for (const id of [...rows.keys()]) if (!kept.has(id)) drop(id);
  for (const message of messages) draw(message);
  arrange();
  stopTyping();
  if (fresh) toBottom(false);
  scroller.removeAttribute("aria-busy");
}

export const clear = () => show([], { group: inGroup, fresh: true });

/** A new message, or one that was edited: whatever has the same id is replaced where it stands. */
export function put(message) {
  const known = rows.get(message.id);
  const row = draw(message);
  if (!row) return;
  if (known) flash(row);
  else if (message.from?.bot) stopTyping();
  arrange();
  if (known) {
    if (following && row === list.lastElementChild) reveal(row);
  } else if (following || isOwn(message)) reveal(row);
  else count(below + 1);
}

/** Redraws what depends on who speaks: in a group, whose messages stand on the right. */
export function speakAs(id) {
  if (speaker === id) return;
  speaker = id;
  for (const entry of rows.values()) entry.drawn = "";
  for (const { message } of [...rows.values()]) draw(message);
  arrange();
}

export function typing() {
  byId("typing").hidden = false;
  document.body.classList.add("bot-typing");
  clearTimeout(typingTimer);
  typingTimer = setTimeout(stopTyping, TYPING_MS);
  if (following && atBottom()) toBottom(true);
}

/** A pressed button was answered. */
export function settle(id, data) {
  for (const key of rows.get(id)?.row.querySelectorAll(".key[aria-busy]") || []) {
    if (key.dataset.data === data) key.removeAttribute("aria-busy");
  }
}

/** Marks a button as pressed until it is answered, or for a while. */
export function waitFor(key) {
  key.setAttribute("aria-busy", "true");
  setTimeout(() => key.removeAttribute("aria-busy"), PRESS_MS);
}

export const isEmpty = () => rows.size === 0;
export const find = (id) => rows.get(id)?.message;

function isOwn(message) {
  return inGroup && speaker !== null ? message.from?.id === speaker : message.own;
}

function draw(message) {
  const drawn = JSON.stringify(message);
  const known = rows.get(message.id);
  if (known?.drawn === drawn) return null;
  const own = isOwn(message);
  const quoted = message.reply_to && find(message.reply_to.id);
  const inside = contents(message, { inGroup, own, quotedName: quoted?.from?.name, acts });
  const row = known?.row || make("li", { "data-testid": "message", "data-id": message.id });
  const focused = [...row.querySelectorAll(".key")].indexOf(document.activeElement);
  row.className = `row ${own ? "own" : "other"}${message.from?.bot ? " bot" : ""}`;
  row.replaceChildren(inside);
  row.classList.toggle("pictured", inGroup && !own);
  if (focused >= 0) [...row.querySelectorAll(".key")].at(Math.min(focused, row.querySelectorAll(".key").length - 1))?.focus({ preventScroll: true });
  if (!known) {
    followSwipe(row, () => acts.reply(find(message.id)));
    list.append(row);
  }
  rows.set(message.id, { message, row, drawn });
  return row;
}

function drop(id) {
  rows.get(id)?.row.remove();
  rows.delete(id);
}

/** Days between messages, and which messages of one sender stand together. */
function arrange() {
  for (const line of list.querySelectorAll(".day")) line.remove();
  const entries = [...rows.values()];
  let day = null;
  entries.forEach(({ message, row }, place) => {
    const date = new Date(message.date);
    if (dayKey(date) !== day) {
      day = dayKey(date);
      row.before(make("li", { class: "day", "data-testid": "day" }, make("span", {}, separator(date, now()))));
    }
    row.classList.toggle("first", !together(entries[place - 1]?.message, message));
    row.classList.toggle("last", !together(message, entries[place + 1]?.message));
  });
  byId("empty").hidden = entries.length > 0;
}

function together(one, next) {
  if (!one || !next) return false;
  const [a, b] = [new Date(one.date), new Date(next.date)];
  return sender(one) === sender(next) && dayKey(a) === dayKey(b) && Math.abs(b - a) < TOGETHER_MS;
}

const sender = (message) => (message.from.bot ? "bot" : message.from.id);

function flash(row) {
  row.classList.remove("flash");
  void row.offsetWidth; // starts the animation again where it is still running
  row.classList.add("flash");
}

function seek(id) {
  const entry = rows.get(id);
  if (!entry) return;
  entry.row.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  flash(entry.row);
}

function stopTyping() {
  clearTimeout(typingTimer);
  byId("typing").hidden = true;
  document.body.classList.remove("bot-typing");
}

const atBottom = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;

export function toBottom(smooth) {
  glide(scroller.scrollHeight, smooth);
  count(0);
}

/** Scrolls by itself. */
function glide(top, smooth = true) {
  following = true;
  clearTimeout(gliding);
  gliding = setTimeout(arrived, GLIDE_MS); // where a browser does not tell that it has arrived
  scroller.scrollTo({ top, behavior: smooth && !calm.matches ? "smooth" : "auto" });
}

function arrived() {
  clearTimeout(gliding);
  gliding = undefined;
  byId("to-bottom").hidden = atBottom();
}

/** Scrolls to the end, but never past the first line of a long answer. */
function reveal(row) {
  const start = row.offsetTop - 48;
  const end = scroller.scrollHeight - scroller.clientHeight;
  glide(Math.min(start, end));
}

function count(number) {
  below = number;
  byId("below").hidden = number === 0;
  byId("below").textContent = String(number);
}

scroller.addEventListener("scroll", () => {
  if (gliding) return;
  following = atBottom();
  byId("to-bottom").hidden = following;
  if (following) count(0);
}, { passive: true });
scroller.addEventListener("scrollend", arrived);
for (const kind of ["wheel", "touchmove"]) scroller.addEventListener(kind, arrived, { passive: true });
byId("to-bottom").addEventListener("click", () => toBottom(true));
new ResizeObserver(() => following && byId("to-bottom").hidden && glide(scroller.scrollHeight, false)).observe(scroller);
