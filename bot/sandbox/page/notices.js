// Short notices over the chat, and the box that has to be answered.

import { byId, make } from "./dom.js";

const SHOWN_MS = 4500;
const box = byId("alert");

/** Shows one line for a few seconds; with `onTap` the line leads somewhere. */
export function toast(text, { kind = "plain", onTap = null } = {}) {
  const note = make(onTap ? "button" : "div", { class: `toast ${kind}`, "data-testid": "toast", type: onTap ? "button" : null }, text);
  const leave = () => note.remove();
  if (onTap) {
    note.addEventListener("click", () => {
      leave();
      onTap();
    });
  }
  byId("toasts").append(note);
  while (byId("toasts").children.length > 3) byId("toasts").firstElementChild.remove();
  setTimeout(leave, SHOWN_MS + text.length * 40);
}

/** Takes away what was said about another seat. */
export const clearToasts = () => byId("toasts").replaceChildren();

export const complain = (error) => toast(error.message, { kind: "error" });

/** Shows `text` until it is confirmed. */
export const tell = (text) => open(text, "확인", false);

/** Asks and resolves to whether the answer was yes. */
export const ask = (text, yes) => open(text, yes, true);

function open(text, yes, canRefuse) {
  byId("alert-text").textContent = text;
  byId("alert-yes").textContent = yes;
  byId("alert-no").hidden = !canRefuse;
  if (box.open) box.close();
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
}
