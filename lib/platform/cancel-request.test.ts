import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import pg from "pg";
import { expect, it } from "vitest";
import { cancelStatement } from "./cancel-request";

it("a request to cancel stays open where the pooler is slow to pass it on: PgBouncer 1.18 ends where its sender goes", async () => {
  const server = createServer((socket) => socket.resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = Object.assign(new pg.Client({ host: "127.0.0.1", port }), { processID: 1, secretKey: 2 });
  const arrived = once(server, "connection");
  await cancelStatement(client);
  const [request]: Socket[] = await arrived;
  // What was sent before another connection is heard of before what that one sends.
  const arrivedNext = once(server, "connection");
  const next = createConnection({ host: "127.0.0.1", port });
  next.end("x");
  const [heard]: Socket[] = await arrivedNext;
  if (heard && !heard.closed) await once(heard, "close");
  expect([request?.readableEnded, request?.destroyed]).toEqual([false, false]);
  request?.destroy();
  server.close();
  await once(server, "close");
});
