import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A service of breached passwords by ranges (`GET /range/<first five of the SHA-1>`) on a loopback port. */
export type BreachedPasswordsStandIn = {
  /** What `PWNED_PASSWORDS_URL` names. */
  url: string;
  /** The paths that were asked for, oldest first. */
  asked: string[];
  /** `padding`: known hashes come with a count of 0, as what only pads an answer does. */
  behave(how: "answers" | "padding" | "hangs" | "fails" | "endless"): void;
  close(): Promise<void>;
};

/** Starts a service that knows these passwords. */
export async function startBreachedPasswords(known: readonly string[]): Promise<BreachedPasswordsStandIn> {
  let behaviour: Parameters<BreachedPasswordsStandIn["behave"]>[0] = "answers";
  const hashes = known.map((password) => createHash("sha1").update(password).digest("hex").toUpperCase());
  const asked: string[] = [];
  const answer = (prefix: string, response: ServerResponse) => {
    if (behaviour === "hangs") return;
    if (behaviour === "fails") return response.writeHead(503).end();
    const suffixes = hashes.filter((hash) => hash.startsWith(prefix)).map((hash) => hash.slice(prefix.length));
    const count = behaviour === "padding" ? 0 : 52_579;
    const lines = [`${"0".repeat(35)}:3`, ...suffixes.map((suffix) => `${suffix}:${count}`), `${"F".repeat(35)}:0`];
    if (behaviour === "endless") return void writeForEver(response);
    return response.end(lines.join("\r\n"));
  };
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    answer(path.split("/").at(-1) ?? "", response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/range`,
    asked,
    behave(how) {
      behaviour = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function writeForEver(response: ServerResponse): void {
  const line = `${"0".repeat(35)}:1\r\n`.repeat(1_000);
  const more = () => {
    while (!response.destroyed && response.write(line));
    response.once("drain", more);
  };
  more();
}
