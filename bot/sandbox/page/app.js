// Puts the page together: which seat is open, what the server says about it, what the person does.

import { call, follow } from "./api.js";
import { avatar } from "./bubble.js";
import * as chat from "./chat.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import { byId, icon, make } from "./dom.js";
import { ask, clearToasts, complain, tell, toast } from "./notices.js";
import { fullDay, hour, shortDay } from "./time.js";
import { SEATS } from "./words.js";

const drafts = new Map();
const unread = new Map();
const TELLING = new Set(["message", "edit", "unread", "clock"]); // after these, something else may come next
const spoke = new Map(); // seat → id of whom the person last played there
let seat = null; // one of SEATS
let me = null; // who speaks: {id, name, role}; null = the seat's first speaker
let bot = null;
let leave = () => {};

function openSeat(id) {
  const next = SEATS.find((one) => one.id === id) || SEATS[0];
  if (seat === next) return;
  if (seat) drafts.set(seat.id, composer.draft());
  leave();
  clearToasts();
  seat = next;
  me = null; // until the server says who sits there
  history.replaceState(null, "", `#${seat.id}`);
  composer.restore(drafts.get(seat.id));
  composer.setCommands([]);
  markSeats();
  setUnread(seat.id, 0);

  let fresh = true;
  let early = [];
  const visit = { seat: next };
  const stillHere = () => seat === visit.seat;
  leave = follow(seat.id, {
    async up() {
      byId("offline").hidden = true;
      try {
        const state = await call(`/api/state?seat=${visit.seat.id}`);
        if (!stillHere()) return;
        showState(state, fresh);
        fresh = false;
        early.forEach(onEvent);
        early = null;
        clock.refresh();
      } catch (error) {
        complain(error);
      }
    },
    down() {
      byId("offline").hidden = false;
      early ||= [];
    },
    event: (event) => (early ? early.push(event) : onEvent(event)),
  });
}

function showState(state, fresh) {
  const group = state.chat.type !== "private";
  bot = state.bot;
  clock.setNow(state.now);
  showBot(state.chat, group);
  composer.setCommands(state.commands);
  composer.setMention(group ? `@${bot.username}` : null);
  showSpeakers(group ? state.speakers : [], state.me);
  showWords();
  chat.show(state.messages, { group, fresh });
}

const events = {
  message: ({ message }) => chat.put(message),
  edit: ({ message }) => chat.put(message),
  typing: () => chat.typing(),
  answered: ({ message_id: id, data }) => chat.settle(id, data),
  toast: ({ text, alert }) => (alert ? tell(text) : toast(text)),
  reset: forgotten,
  commands: ({ commands }) => composer.setCommands(commands),
  clock: ({ now }) => {
    if (clock.setNow(now)) toast(`오늘이 ${shortDay(clock.now())}로 바뀌었어요.`);
  },
  unread: ({ seat: id }) => id !== seat.id && noticeElsewhere(id),
};

function onEvent(event) {
  events[event.type]?.(event);
  if (TELLING.has(event.type)) clock.refresh();
}

function noticeElsewhere(id) {
  const other = SEATS.find((one) => one.id === id);
  if (!other) return;
  setUnread(id, (unread.get(id) || 0) + 1);
  if (unread.get(id) === 1) toast(`새 메시지가 왔어요 · ${other.name} 보기`, { onTap: () => sitDown(id) });
}

function setUnread(id, number) {
  unread.set(id, number);
  const dot = document.querySelector(`#seat-${id} .dot`);
  dot.hidden = number === 0;
  dot.querySelector("b").textContent = number > 99 ? "99+" : String(number);
  showTitle();
}

function showTitle() {
  const waiting = [...unread.values()].reduce((sum, number) => sum + number, 0);
  document.title = (waiting ? `(${waiting}) ` : "") + byId("brand-name").textContent;
}

function showBot(place, group) {
  byId("brand-name").textContent = `${bot.name} 체험하기`;
  showTitle();
  byId("chat-title").textContent = group ? place.title : bot.name;
  byId("chat-status").textContent = group ? "직원 여럿과 봇" : `봇 · @${bot.username}`;
  const picture = group ? make("span", { class: "avatar c3" }, icon("group")) : avatar({ bot: true, name: bot.name });
  byId("chat-avatar").className = picture.className;
  byId("chat-avatar").replaceChildren(...picture.childNodes);
}

function showSpeakers(speakers, first) {
  const chosen = speakers.find((one) => one.id === spoke.get(seat.id)) || speakers[0] || first;
  byId("speaker-row").hidden = speakers.length < 2;
  byId("speaker").replaceChildren(
    ...speakers.map((one) => make("option", { value: one.id, selected: one.id === chosen.id }, `${one.name} (${one.role})`)));
  me = chosen;
  chat.speakAs(speakers.length ? me.id : null);
  byId("speaker").onchange = (event) => {
    me = speakers.find((one) => String(one.id) === event.target.value);
    spoke.set(seat.id, me.id);
    chat.speakAs(me.id);
  };
}

function showWords() {
  const worded = (text) => text.replaceAll("{bot}", `@${bot.username}`);
  const chip = (kind) => (words) => {
    const [label, text] = [words].flat().map(worded);
    return make("button", { type: "button", class: "chip", "data-testid": kind, onclick: () => composer.sendNow(text || label) }, label);
  };
  byId("hint").textContent = worded(seat.hint);
  byId("tries").replaceChildren(...seat.tries.map(chip("try")));
  byId("empty-title").textContent = seat.title;
  byId("empty-text").textContent = worded(seat.text);
  byId("samples").replaceChildren(...seat.samples.map(chip("sample")));
  byId("start").hidden = !seat.starts;
}

async function send({ text, replyTo, file, edits = null }) {
  try {
    const { message } = edits !== null ? await call("/api/edit", { seat: seat.id, speaker: me?.id, message_id: edits, text }) : file ? await call("/api/upload", uploaded(text, file)) : await call("/api/send", {
      seat: seat.id, speaker: me?.id, text, ...(replyTo === null ? {} : { reply_to: replyTo }),
    });
    chat.put(message);
  } catch (error) {
    complain(error);
    throw error;
  }
}

function uploaded(caption, file) {
  const form = new FormData();
  form.append("seat", seat.id);
  if (me) form.append("speaker", String(me.id));
  if (caption) form.append("caption", caption);
  form.append("file", file);
  return form;
}

/** Opens an invitation or a shared link: as the person outside, for whom it is. */
function begin(code) {
  sitDown("stranger");
  composer.sendNow(`/start ${code}`);
}

async function forward(message) {
  try {
    await call("/api/forward", { seat: seat.id, message_id: message.id });
    toast("1:1 대화로 전달했어요.");
  } catch (error) {
    complain(error);
  }
}

async function press(message, button, key) {
  if (key.getAttribute("aria-busy")) return;
  chat.waitFor(key);
  try {
    await call("/api/press", { seat: seat.id, speaker: me?.id, message_id: message.id, data: button.data });
  } catch (error) {
    chat.settle(message.id, button.data);
    complain(error);
  }
}

/** What the app shows of a day that is tapped: when that is here. */
function moment(seconds) {
  const at = new Date(seconds * 1000);
  tell(`${fullDay(at)} ${hour(at)} (서울)\n텔레그램에서는 여기서 캘린더에 넣거나 알림을 맞출 수 있어요.`);
}

function copy(text) {
  navigator.clipboard.writeText(text).then(() => toast("복사했어요."), () => tell(text));
}

async function forget() {
  if (await ask("모든 자리의 대화를 지울까요?", "지우기")) await call("/api/reset", {}).catch(complain);
}

function forgotten() {
  for (const one of SEATS) setUnread(one.id, 0);
  chat.clear();
}

function drawSeats() {
  byId("seats").append(...SEATS.map((one) =>
    make("button",
      { type: "button", role: "tab", class: "seat", id: `seat-${one.id}`, "data-testid": `seat-${one.id}`, "aria-controls": "chat", onclick: () => sitDown(one.id) },
      make("span", { class: `avatar s-${one.id}`, "aria-hidden": "true" }, icon(one.id)),
      make("span", { class: "seat-words" }, make("b", {}, one.name), make("small", {}, one.note)),
      make("span", { class: "dot", "data-testid": `unread-${one.id}`, hidden: true }, make("b"), make("span", { class: "visually-hidden" }, "개의 새 메시지")))));
}

function sitDown(id) {
  openSeat(id);
  composer.focusIfKeyboard();
}

function markSeats() {
  for (const one of SEATS) {
    const tab = byId(`seat-${one.id}`);
    tab.setAttribute("aria-selected", String(one === seat));
    tab.tabIndex = one === seat ? 0 : -1;
  }
  byId("chat").setAttribute("aria-labelledby", `seat-${seat.id}`);
}

byId("seats").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = SEATS[(SEATS.indexOf(seat) + step + SEATS.length) % SEATS.length];
  openSeat(next.id);
  byId(`seat-${next.id}`).focus();
});
byId("start").addEventListener("click", () => composer.sendNow("/start"));
byId("reset").addEventListener("click", forget);
addEventListener("hashchange", () => openSeat(location.hash.slice(1)));

chat.connect({ press, copy, moment, forward, begin, edit: composer.edit, reply: composer.reply, command: composer.sendNow });
composer.connect(send);
drawSeats();
sitDown(location.hash.slice(1) || "staff");
