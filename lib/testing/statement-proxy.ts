import { type AddressInfo, createConnection, createServer, type NetConnectOpts, type Socket } from "node:net";
import { join } from "node:path";

/**
 * What becomes of a statement on its way to PostgreSQL. It passes; or it is held, with everything after it on its
 * connection. Or the connection is cut: before it arrives, or after it was done and before its answer comes back. Or it is
 * refused in the server's place, where it has no parameters.
 */
export type Passage = "pass" | "cut" | "lose-answer" | "hold" | "refuse";

/** A real network between a client and PostgreSQL, which a test can cut at any statement. */
export type StatementProxy = {
  /** The server's connection string, leading through the proxy. */
  connectionString: string;
  /** Decides of every statement from now on. */
  watch(judge: (sql: string) => Passage): void;
  close(): Promise<void>;
};

/** Listens on the loopback address in front of the server that a connection string names. */
export async function startStatementProxy(connectionString: string): Promise<StatementProxy> {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let judge: (sql: string) => Passage = () => "pass";
  const server = createServer((client) => {
    const upstream = createConnection(addressOf(target));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    relay(client, upstream, (sql) => judge(sql));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(connectionString);
  through.search = "";
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    connectionString: through.toString(),
    watch(next) {
      judge = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addressOf({ hostname, port, searchParams }: URL): NetConnectOpts {
  const folder = searchParams.get("host");
  return folder ? { path: join(folder, ".s.PGSQL.5432") } : { host: hostname, port: Number(port || 5432) };
}

/** Passes messages on one by one (PostgreSQL's protocol, version 3): `Q` and `P` carry a statement's text. */
function relay(client: Socket, upstream: Socket, judge: (sql: string) => Passage): void {
  let received = Buffer.alloc(0);
  let started = false;
  let held = false;
  let losing = false;
  client.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      // The first message has no type.
      const head = started ? 1 : 0;
      if (received.length < head + 4) return;
      const length = head + received.readInt32BE(head);
      if (received.length < length) return;
      const message = received.subarray(0, length);
      received = received.subarray(length);
      const sql = started ? statementIn(message) : null;
      started = true;
      const passage = held || sql === null ? "pass" : judge(sql);
      if (passage === "cut") return void client.destroy();
      if (passage === "hold") held = true;
      if (passage === "lose-answer") losing = true;
      if (passage === "refuse") client.write(refusal);
      else if (!held) upstream.write(message);
    }
  });
  upstream.on("data", (chunk: Buffer) => {
    if (!losing) client.write(chunk);
    else if (isReady(chunk)) client.destroy();
  });
}

/** What PostgreSQL answers to what a standby does not do: ErrorResponse and ReadyForQuery. */
const refusal = Buffer.concat([
  messageOf("E", "SERROR\0C25006\0Mcannot execute this during recovery\0\0"),
  messageOf("Z", "I"),
]);

function messageOf(type: string, body: string): Buffer {
  const message = Buffer.from(`${type}\0\0\0\0${body}`);
  message.writeInt32BE(message.length - 1, 1);
  return message;
}

function statementIn(message: Buffer): string | null {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type === "Q") return message.toString("utf8", 5, message.length - 1);
  if (type !== "P") return null;
  const text = message.indexOf(0, 5) + 1;
  return message.toString("utf8", text, message.indexOf(0, text));
}

/** Whether an answer ends with ReadyForQuery: the server has done what it was asked to. */
function isReady(chunk: Buffer): boolean {
  return chunk.length >= 6 && chunk.toString("latin1", chunk.length - 6, chunk.length - 1) === "Z\0\0\0\x05";
}
