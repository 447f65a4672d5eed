// How the page talks to the stand-in: small JSON calls, and one stream of events per seat.

const UNREACHABLE = "서버에 닿지 못했어요. 잠시 뒤 다시 해 주세요.";
const RETRY_AFTER_MS = 1500;

/** GETs `path`, or POSTs `body` to it (an object as JSON, a FormData as it is). Throws an Error that a person can read. */
export async function call(path, body) {
  const options = body === undefined ? {} : { method: "POST", body };
  if (body !== undefined && !(body instanceof FormData)) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error(UNREACHABLE);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `요청을 처리하지 못했어요 (${response.status}).`);
  return answer;
}

/** Follows a seat until the returned function is called; comes back by itself after the server was away. */
export function follow(seat, { up, down, event }) {
  let source;
  let timer;
  const open = () => {
    source = new EventSource(`/api/stream?seat=${seat}`);
    source.onopen = up;
    source.onmessage = (message) => event(JSON.parse(message.data));
    source.onerror = () => {
      down();
      // A browser gives up for good on anything but a broken connection, such as an error page of a server that starts.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_AFTER_MS);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
