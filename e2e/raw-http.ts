import { connect } from "node:net";

export type RawAnswer = { status: number; headers: Headers; body: string };

/** Sends bytes exactly as given, which no HTTP client would do for us, and reads the first answer on the connection. */
export async function sendRaw(
  baseURL: string,
  lines: readonly string[],
  body: string | Buffer = "",
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseURL);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const answered = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve());
    // A server that has answered may close before it has read all: what it said still counts.
    socket.on("error", (error) => (chunks.length > 0 ? resolve() : reject(error)));
  });
  const head = [...lines, `Host: ${hostname}:${port}`, "Connection: close"].map((line) => `${line}\r\n`).join("");
  socket.write(Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), Buffer.from(body)]));
  await answered;
  return parse(Buffer.concat(chunks).toString("latin1"));
}

/** Latin-1 keeps one character a byte, which chunk sizes count. */
function parse(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...fields] = text.slice(0, end).split("\r\n");
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(":");
    headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  const raw = text.slice(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? unchunk(raw) : raw;
  return { status: Number(statusLine.split(" ")[1]), headers, body: Buffer.from(body, "latin1").toString("utf8") };
}

function unchunk(text: string): string {
  let rest = text;
  let body = "";
  for (;;) {
    const end = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, end), 16);
    if (!(size > 0)) return body;
    body += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 4 + size);
  }
}
