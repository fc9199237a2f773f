import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test, vi } from "vitest";
import { directEndpoints } from "@/lib/direct-endpoints";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { beforeNext } from "./before-next";
import { readBytes } from "./body";

const logged: string[] = [];
useTestRuntime({ log: (level, event) => logged.push(`${level} ${event}`) });

test("a body that ends in the middle is the client's own affair: refused as unreadable, and in no log", async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("aborted")) });
  const init = { method: "POST", body: broken, duplex: "half" };
  await expect(readBytes(new Request("http://localhost/x", init))).rejects.toMatchObject({ kind: "validation" });
});

test("clients that hang up in the middle of a body write nothing into the log", async () => {
  let answered = 0;
  const handle = beforeNext(directEndpoints, async (_request, response) => void response.end());
  const server = createServer((request, response) => {
    void handle(request, response).finally(() => {
      answered += 1;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
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
    const arrived = once(server, "request");
    socket.write(head);
    await arrived;
    socket.destroy();
  }
  await vi.waitFor(() => expect(answered).toBe(5));
  expect(logged).toEqual([]);
  server.close();
});
