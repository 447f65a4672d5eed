// One message as it looks: sender, quote, text, file, time, and the buttons under it.

import { icon, make, readableSize } from "./dom.js";
import { safeNodes } from "./safe_html.js";
import { hour } from "./time.js";

const COLOURS = 7;

/** The round picture of a sender: a drawing for the bot, the first letter for a person. */
export function avatar(sender) {
  const picture = make("span", { class: "avatar", "aria-hidden": "true" });
  if (sender.bot) picture.append(icon("trophy"));
  else picture.append([...sender.name][0]);
  picture.classList.add(`c${colourOf(sender)}`);
  return picture;
}

const colourOf = (sender) => (sender.bot ? 0 : 1 + (Math.abs(sender.id) % (COLOURS - 1)));

/** What stands inside a row. `acts`: press(message, button, element), copy(text), reply(message), command(text),
// seek(id), moment(seconds). */
export function contents(message, { inGroup, own, quotedName, acts }) {
  const named = inGroup && !own;
  const bubble = make("div", { class: "bubble", "data-testid": "bubble" },
    named ? make("div", { class: `name t${colourOf(message.from)}` }, message.from.name, role(message.from)) : null,
    message.reply_to ? quote(message.reply_to, quotedName, acts) : null,
    message.forwarded ? make("div", { class: "forwarded" }, `${message.forwarded}의 글을 전달`) : null,
    message.file ? (message.file.photo ? photo(message.file) : fileChip(message.file)) : null,
    message.contact ? card(message.contact) : null,
    body(message, acts),
    message.reaction ? make("div", { class: "reaction", "data-testid": "reaction" }, `${message.reaction} 봇`) : null,
    make("span", { class: "meta" },
      message.pinned ? make("span", { class: "pinned", "data-testid": "pinned" }, "📌 고정됨") : null,
      message.edited ? make("span", { class: "edited" }, "수정됨") : null,
      make("time", { datetime: message.date }, hour(new Date(message.date)))),
  );
  const reply = make("button",
    { type: "button", class: "reply", "data-testid": "reply", "aria-label": "답장하기", title: "답장하기", onclick: () => acts.reply(message) },
    icon("reply"));
  const more = own && !message.file
    ? side("고치기", "pen", "edit", () => acts.edit(message))
    : side("내 1:1 대화로 전달", "forward", "forward", () => acts.forward(message));
  const column = make("div", { class: "column" }, make("div", { class: "beside" }, named ? avatar(message.from) : null, bubble, reply, more));
  if (message.buttons?.length) column.append(keyboard(message, acts));
  return column;
}

function role(person) {
  return person.role ? make("span", { class: "role" }, person.role) : null;
}

function body(message, acts) {
  const text = make("div", { class: "body", "data-testid": "bubble-text" });
  text.append(safeNodes(message.html || "", acts));
  return text;
}

function quote(replied, name, acts) {
  return make("button", { type: "button", class: "quote", "data-testid": "quote", onclick: () => acts.seek(replied.id) },
    name ? make("b", {}, name) : null, make("span", {}, replied.text || "파일"));
}

function side(label, name, testid, onclick) {
  return make("button", { type: "button", class: "reply more", "data-testid": testid, "aria-label": label, title: label, onclick }, icon(name));
}

function photo(file) {
  return make("img", { class: "photo", src: `/api/file/${encodeURIComponent(file.id)}`, alt: file.name, "data-testid": "photo" });
}

function fileChip(file) {
  return make("a", { class: "file", href: `/api/file/${encodeURIComponent(file.id)}`, download: file.name, "data-testid": "file" },
    make("span", { class: "file-icon", "aria-hidden": "true" }, icon("file")),
    make("span", { class: "file-words" }, make("b", {}, file.name), make("small", {}, `${readableSize(file.size)} · 내려받기`)));
}

function card({ name, phone }) {
  return make("a", { class: "file contact", href: `tel:${phone}`, "data-testid": "contact" },
    make("span", { class: "file-icon", "aria-hidden": "true" }, icon("staff")),
    make("span", { class: "file-words" }, make("b", {}, name), make("small", {}, phone)));
}

function keyboard(message, acts) {
  return make("div", { class: "keyboard", role: "group", "aria-label": "버튼" },
    ...message.buttons.map((row) => make("div", { class: "keys" }, ...row.map((button) => key(message, button, acts)))));
}

function key(message, button, acts) {
  if (button.copy) return tap(button, () => acts.copy(button.copy));
  if (button.url) {
    const safe = /^(https?|tg|tel|mailto):/i.test(button.url);
    return make("a", { class: "key url", "data-testid": "button", href: safe ? button.url : null, target: "_blank", rel: "noopener noreferrer" }, button.text);
  }
  return tap(button, (event) => acts.press(message, button, event.currentTarget));
}

function tap(button, onclick) {
  return make("button", { type: "button", class: "key", "data-testid": "button", "data-data": button.data, onclick }, button.text);
}
