// Where a message is written: text that grows, commands, a reply, a file. What is sent goes through `onSend`.

import { byId, make, readableSize } from "./dom.js";

const field = byId("question");
const form = byId("composer");
const offers = byId("commands");
let commands = [];
let mention = null; // in a group, the bot's @name
let offered = [];
let active = -1;
let replying = null;
let editing = null; // a message of one's own that is being rewritten
let file = null;
let onSend = () => {};

/** `send({text, replyTo, file})` is called with every message; it returns a promise that fails when it was not taken. */
export function connect(send) {
  onSend = send;
}

export function setCommands(list) {
  commands = list;
  offer();
}

/** The bot's @name where it has to be called by name, or null. */
export function setMention(name) {
  mention = name;
  field.placeholder = name ? "@로 봇 부르기" : "메시지";
}

/** What stands in the composer now, to be put back with `restore`. */
export const draft = () => ({ text: field.value, replying, file });

export function restore(saved) {
  field.value = saved?.text || "";
  reply(saved?.replying || null, { focus: false });
  attach(saved?.file || null);
  close();
  grow();
}

/** Answers `message` with the next one sent; null gives that up. */
export function reply(message, { focus = true } = {}) {
  replying = message;
  editing = null;
  byId("reply-strip").hidden = !message;
  byId("reply-name").textContent = message?.from?.name || "";
  byId("reply-text").textContent = message ? message.text || message.file?.name || "" : "";
  if (message && focus) field.focus();
}

/** Rewrites `message`; what is sent next takes its place. */
export function edit(message) {
  restore({ text: message.text });
  editing = message;
  byId("reply-strip").hidden = false;
  byId("reply-name").textContent = "고치는 중";
  byId("reply-text").textContent = message.text;
  field.focus();
}

function attach(chosen) {
  file = chosen;
  byId("file-strip").hidden = !file;
  byId("file-name").textContent = file?.name || "";
  byId("file-size").textContent = file ? readableSize(file.size) : "";
  byId("file").value = "";
  ready();
}

/** With a real keyboard the next thing is to type; on a phone a focus would push up the keys on the glass. */
export function focusIfKeyboard() {
  if (matchMedia("(hover: hover)").matches) field.focus();
}

/** Sends `text` as if it had been typed, leaving what is being written alone. */
export async function sendNow(text) {
  await onSend({ text, replyTo: null, file: null }).catch(() => {});
}

async function submit() {
  const sent = { text: field.value.trim(), replyTo: replying?.id ?? null, file, edits: editing?.id ?? null };
  if (!sent.text && !sent.file) return;
  const written = draft();
  restore(null);
  field.focus();
  try {
    await onSend(sent);
  } catch {
    if (!field.value && !file) restore(written);
  }
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
  ready();
}

function ready() {
  byId("send").disabled = !field.value.trim() && !file;
}

/** Offers what fits to what is typed: commands after a slash, in a group the bot's name after an @. */
function offer() {
  const text = field.value;
  const name = mention && text.match(/(?:^|\s)(@\w*)$/)?.[1];
  if (/^\/\w*$/.test(text)) list(commands.filter(({ command }) => `/${command}`.startsWith(text.toLowerCase())).map(asOffer), text);
  else if (name && mention.toLowerCase().startsWith(name.toLowerCase()) && name !== mention) {
    list([{ value: mention, about: "봇 부르기", insert: text.slice(0, text.length - name.length) + mention + " " }], name);
  } else close();
}

const asOffer = ({ command, description }) => ({ value: `/${command}`, about: description, insert: `/${command} ` });

function list(found, typed) {
  offered = found;
  if (!found.length) return close();
  offers.replaceChildren(...found.map((one, place) =>
    make("li", { role: "option", id: `offer-${place}`, "data-testid": "command", onpointerdown: (event) => event.preventDefault(), onclick: () => pick(one) },
      make("b", {}, one.value), make("span", {}, one.about))));
  offers.hidden = false;
  byId("menu").setAttribute("aria-expanded", "true");
  const exact = found.findIndex((one) => one.value === typed);
  mark(typed ? Math.max(exact, 0) : -1);
}

function mark(place) {
  active = place;
  [...offers.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === place)));
  offers.children[place]?.scrollIntoView({ block: "nearest" });
  if (place >= 0) field.setAttribute("aria-activedescendant", `offer-${place}`);
  else field.removeAttribute("aria-activedescendant");
}

function close() {
  offered = [];
  active = -1;
  offers.hidden = true;
  byId("menu").setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

/** A command is sent at once, as on a phone; a name is put into the text. */
function pick(one) {
  close();
  if (one.value.startsWith("/")) {
    if (field.value.startsWith("/")) field.value = "";
    grow();
    sendNow(one.value);
  } else insert(one);
}

function insert(one) {
  field.value = one.insert;
  close();
  grow();
  field.focus();
}

function onKey(event) {
  // An Enter that ends the composing of a syllable belongs to the input method (229 is what Safari says then).
  if (event.isComposing || event.keyCode === 229) return;
  const open = !offers.hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark((active + step + offered.length + (active < 0 && step < 0 ? 1 : 0)) % offered.length);
  } else if (open && event.key === "Tab" && active >= 0 && !event.shiftKey) insert(offered[active]);
  else if (event.key === "Escape") {
    if (open) close();
    else reply(null);
  } else if (event.key === "Enter" && !event.shiftKey) {
    if (open && active >= 0) pick(offered[active]);
    else submit();
  } else return;
  event.preventDefault();
}

field.addEventListener("keydown", onKey);
field.addEventListener("input", () => {
  grow();
  offer();
});
document.addEventListener("pointerdown", (event) => form.contains(event.target) || close());
form.addEventListener("focusout", (event) => event.relatedTarget && !form.contains(event.relatedTarget) && close());
field.addEventListener("paste", (event) => event.clipboardData.files[0] && attach(event.clipboardData.files[0]));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
byId("menu").addEventListener("click", () => {
  if (offers.hidden) list(commands.map(asOffer), "");
  else close();
  focusIfKeyboard();
});
form.addEventListener("keydown", (event) => event.key === "Escape" && close());
byId("reply-cancel").addEventListener("click", () => reply(null));
byId("file-cancel").addEventListener("click", () => attach(null));
byId("attach").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", (event) => event.target.files[0] && attach(event.target.files[0]));

const phone = byId("chat");
phone.addEventListener("dragover", (event) => event.preventDefault());
phone.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) attach(event.dataTransfer.files[0]);
});
ready();
