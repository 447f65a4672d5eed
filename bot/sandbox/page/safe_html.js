// A message's markup, rebuilt from an allow-list: the browser parses it in a document that runs nothing, and only known
// tags and harmless links are made anew. Whatever else was there stays as its text.

import { make } from "./dom.js";

const TAGS = { B: "b", I: "i", U: "u", S: "s", CODE: "code", PRE: "pre" };
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT"]);
const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);
const SCHEMES = new Set(["http:", "https:", "tel:", "mailto:"]);

/** The nodes of `html`. `acts`: command(text) where a /command in it is tapped, copy(text) where a number or the like is,
// moment(seconds) where a day is. */
export function safeNodes(html, acts) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  rebuild(parsed.body, fragment, acts);
  return fragment;
}

function rebuild(from, into, acts) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(besideBlocks(node));
    else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.tagName)) {
      const element = permitted(node, acts);
      rebuild(node, element || into, acts);
      if (element) into.append(element);
    }
  }
}

// A quote or a code block starts and ends its own line: the line break next to it would show as an empty line.
function besideBlocks(node) {
  let text = node.data;
  if (BLOCKS.has(node.previousSibling?.nodeName)) text = text.replace(/^\n/, "");
  if (BLOCKS.has(node.nextSibling?.nodeName)) text = text.replace(/\n$/, "");
  return text;
}

function permitted(node, acts) {
  const tag = node.tagName;
  if (tag === "CODE" && node.closest("pre") === null) return copied(node.textContent, acts);
  if (tag === "TIME") return moment(Number(node.dataset.unix), node.textContent, acts);
  if (tag in TAGS) return make(TAGS[tag]);
  if (tag === "BLOCKQUOTE") return "expandable" in node.dataset ? folded() : make("blockquote");
  if (tag === "TG-SPOILER") return spoiler();
  if (tag !== "A") return null;
  const { command, mention } = node.dataset;
  if (command) return make("button", { type: "button", class: "inline-command", onclick: () => acts.command(command) });
  return mention ? make("span", { class: "mention" }) : invitation(node, acts) || link(node.getAttribute("href") || "");
}

// A link that begins a talk with the bot (t.me/bot?start=…) is opened here, not on the web.
function invitation(node, acts) {
  const code = (node.getAttribute("href") || "").match(/^https:\/\/t\.me\/\w+\?start=([\w-]{1,64})$/)?.[1];
  return code ? make("button", { type: "button", class: "inline-command", onclick: () => acts.begin(code) }) : null;
}

// What is set in a fixed width is copied by a tap, as in the app.
function copied(text, acts) {
  return make("button", { type: "button", class: "code", title: "눌러서 복사", onclick: () => acts.copy(text) });
}

function moment(seconds, text, acts) {
  if (!Number.isSafeInteger(seconds)) return null;
  return make("button", { type: "button", class: "moment", "aria-label": `${text} 자세히`, onclick: () => acts.moment(seconds) });
}

function link(href) {
  const scheme = href.match(/^[a-z]+:/i)?.[0].toLowerCase(); // leading blanks or control characters: no link at all
  if (!SCHEMES.has(scheme)) return null;
  const web = scheme.startsWith("http");
  return make("a", { href, target: web ? "_blank" : null, rel: web ? "noopener noreferrer" : null });
}

// A tap anywhere unfolds it; the button is for the keyboard and who has the page read out.
function folded() {
  const quote = make("blockquote", { class: "folded" });
  const button = make("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "펼치기");
  quote.append(button);
  quote.addEventListener("click", (event) => {
    if (event.target !== button && event.target.closest("a, button")) return;
    const open = !quote.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "접기" : "펼치기";
  });
  return quote;
}

function spoiler() {
  const hidden = make("span", { class: "spoiler", tabindex: "0", role: "button", "aria-label": "가려진 글 보기" });
  return onTap(hidden, () => {
    hidden.classList.add("shown");
    hidden.removeAttribute("aria-label");
  });
}

function onTap(element, act) {
  element.addEventListener("click", (event) => event.target.closest("a, .inline-command") || act());
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act();
    }
  });
  return element;
}
