import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enforce } from "@/middleware";
import { bindContracts } from "./bindings";
import { fetchRequest } from "./fetch-door";
import { createEdgeServer, listen } from "./http-server";
import { beforeNext } from "./node-door";

const logged: string[] = [];
const log = (level: string, event: string) => void logged.push(`${level} ${event}`);
useTestRuntime({ log });

let answered = 0;
const answer = beforeNext({ enforce, bindings: bindContracts(contractTable, routeFiles) }, async () => undefined);
const edge = createEdgeServer(
  (request, response, arrival) =>
    answer(request, response, arrival).finally(() => {
      answered += 1;
    }),
  { trustedProxies: [], isHttps: false, log },
);
afterAll(() => edge.drain(0));

test("a body that ends in the middle is the client's own affair: refused as unreadable", async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("aborted")) });
  const request = new Request("http://localhost/x", { method: "POST", body: broken, ...{ duplex: "half" } });
  const unread = fetchRequest(request, "/x", "", { address: null, requestId: "x" });
  await expect(unread.readBody()).rejects.toMatchObject({ kind: "validation" });
});

test("clients that hang up in the middle of a body write nothing into the log", async () => {
  const port = await listen(edge.server, 0, "127.0.0.1");
  const head = [
    "POST /oauth/token HTTP/1.1",
    "host: localhost",
    "content-type: application/x-www-form-urlencoded",
    "content-length: 1000",
    "",
    "grant_type=",
  ].join("\r\n");
  for (let client = 0; client < 5; client += 1) {
    const socket = connect(port, "127.0.0.1");
    const arrived = once(edge.server, "request");
    socket.write(head);
    await arrived;
    socket.destroy();
  }
  await vi.waitFor(() => expect(answered).toBe(5), 20_000);
  expect(logged).toEqual([]);
});
