// “오늘”: shows the sandbox's day, sets it, and leads to the week before a known event.

import { call } from "./api.js";
import { byId, make } from "./dom.js";
import { complain } from "./notices.js";
import { dayKey, fieldValue, fullDay, hour, onDay, shortDay } from "./time.js";

const REAL_WITHIN_MS = 90_000;
const panel = byId("clock");
let ahead = 0; // how far the sandbox's now is ahead of this computer's

export const now = () => new Date(Date.now() + ahead);

/** Takes over what the server says the time is. */
export function setNow(iso) {
  const before = dayKey(now());
  ahead = new Date(iso).getTime() - Date.now();
  if (Math.abs(ahead) < REAL_WITHIN_MS) ahead = 0;
  byId("clock-input").value = fieldValue(now());
  draw();
  return before !== dayKey(now());
}

/** Asks the server for the time and the days worth a jump. */
export async function refresh() {
  const state = await call("/api/clock");
  setNow(state.now);
  byId("jumps-part").hidden = state.jumps.length === 0;
  byId("jumps").replaceChildren(
    ...state.jumps.map((jump) =>
      make("li", {},
        make("button", { type: "button", class: "jump", "data-testid": "jump", onclick: () => change({ now: jump.date }) },
          make("span", {}, jump.label), make("small", {}, fullDay(onDay(jump.date)))))),
  );
}

async function change(body) {
  try {
    setNow((await call("/api/clock", body)).now);
    close();
  } catch (error) {
    complain(error);
  }
}

function draw() {
  const moment = now();
  byId("today").textContent = fullDay(moment);
  byId("today").dateTime = dayKey(moment);
  byId("now").textContent = hour(moment);
  byId("today-short").textContent = shortDay(moment);
  byId("clock-kind").textContent = ahead === 0 ? "실제 시각" : "바꾼 시각";
  byId("clock-reset").disabled = ahead === 0;
  document.body.classList.toggle("time-travel", ahead !== 0);
}

function close() {
  if (!panel.classList.contains("open")) return;
  panel.classList.remove("open");
  byId("veil").hidden = true;
  byId("clock-open").focus();
}

function open() {
  panel.classList.add("open");
  byId("veil").hidden = false;
  byId("clock-close").focus();
}

byId("clock-form").addEventListener("submit", (event) => {
  event.preventDefault();
  change({ now: byId("clock-input").value });
});
byId("clock-reset").addEventListener("click", () => change({ reset: true }));
byId("clock-open").addEventListener("click", open);
byId("clock-close").addEventListener("click", close);
byId("veil").addEventListener("click", close);
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
setInterval(draw, 5000);
