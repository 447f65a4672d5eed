// “오늘”: shows the sandbox's day, sets it, leads to times at which something is told, and puts a sample release.

import { call } from "./api.js";
import { byId, make } from "./dom.js";
import { complain, toast } from "./notices.js";
import { dayKey, fieldValue, fullDay, hour, shortDay } from "./time.js";

const REAL_WITHIN_MS = 90_000;
const SETTLED_MS = 300; // after the last thing that happened
const panel = byId("clock");
let refreshing;
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

/** Asks the server for the times worth a jump, once nothing more happens. */
export function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => call("/api/clock").then(offer, complain), SETTLED_MS);
}

function offer({ jumps, sample }) {
  byId("sample-part").hidden = !sample;
  byId("jumps-part").hidden = jumps.length === 0;
  byId("jumps").replaceChildren(
    ...jumps.map(({ label, at }) => {
      const moment = new Date(at);
      return make("li", {},
        make("button", { type: "button", class: "jump", "data-testid": "jump", title: label, onclick: () => change({ now: at }) },
          make("span", {}, label), make("small", {}, `${fullDay(moment)} ${hour(moment)}`)));
    }),
  );
}

async function putSample() {
  try {
    await call("/api/sample", {});
    close();
    toast("새 보도자료를 넣었어요. 관리자가 자료를 다시 읽어요.");
  } catch (error) {
    complain(error);
  }
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
byId("sample").addEventListener("click", putSample);
byId("clock-open").addEventListener("click", open);
byId("clock-close").addEventListener("click", close);
byId("veil").addEventListener("click", close);
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
setInterval(draw, 5000);
