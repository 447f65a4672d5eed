// Moments as the chat shows them: always the wall clock of Seoul, wherever the browser is.

const ZONE = "Asia/Seoul";
const part = (options) => new Intl.DateTimeFormat("ko-KR", { timeZone: ZONE, ...options });
const HOUR = part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = part({ month: "long", day: "numeric", weekday: "long" });
const YEAR_DAY = part({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
const SHORT_DAY = part({ month: "long", day: "numeric", weekday: "short" });
const INPUT = new Intl.DateTimeFormat("sv-SE", {
  timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

/** `2024-11-14T10:00` for a moment, as a date-and-time field wants it. */
export const fieldValue = (date) => INPUT.format(date).replace(" ", "T");
/** `2024-11-14`, equal for two moments of one day in Seoul. */
export const dayKey = (date) => fieldValue(date).slice(0, 10);
export const hour = (date) => HOUR.format(date);
export const fullDay = (date) => YEAR_DAY.format(date);
export const shortDay = (date) => SHORT_DAY.format(date);

/** The day as a separator names it: the year only where it is not this year. */
export function separator(date, today) {
  const sameYear = dayKey(date).slice(0, 4) === dayKey(today).slice(0, 4);
  return (sameYear ? DAY : YEAR_DAY).format(date);
}
