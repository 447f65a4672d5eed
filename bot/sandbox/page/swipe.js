// A finger that draws a message to the left answers it, as on a phone.

const FAR_PX = 56;
const MOST_PX = 80;

/** Calls `act` when a touch has drawn `row` far enough to the left. */
export function followSwipe(row, act) {
  let start = null;
  let moved = 0;
  row.addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? event.touches[0] : null;
    moved = 0;
  }, { passive: true });
  row.addEventListener("touchmove", (event) => {
    if (!start) return;
    const sideways = start.clientX - event.touches[0].clientX;
    const down = Math.abs(start.clientY - event.touches[0].clientY);
    if (moved === 0 && down > 12) start = null;
    else if (sideways > 12) {
      moved = Math.min(sideways, MOST_PX);
      row.style.setProperty("translate", `${-moved}px 0`);
    }
  }, { passive: true });
  const end = () => {
    row.style.removeProperty("translate");
    if (start && moved >= FAR_PX) act();
    start = null;
  };
  row.addEventListener("touchend", end);
  row.addEventListener("touchcancel", () => {
    start = null;
    end();
  });
}
