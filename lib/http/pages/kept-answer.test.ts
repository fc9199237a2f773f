import { createServer, request as send } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { listen } from "@/lib/http/http-server";
import { compressKept, keepAnswer, sendKept } from "./kept-answer";

const text = `<p>${"the same for everybody ".repeat(1_000)}</p>`;

it("is the same body in each encoding, though what is held of it is compressed alone", async () => {
  const kept = keepAnswer(200, { "content-type": "text/html" }, Buffer.from(text));
  const server = createServer((request, response) => void sendKept(kept, request, response));
  const port = await listen(server, 0, "127.0.0.1");
  const bodyIn = (encoding: string) =>
    new Promise<Buffer>((resolve, reject) => {
      const headers = { "accept-encoding": encoding };
      send({ port, host: "127.0.0.1", headers, agent: false }, async (response) => {
        resolve(Buffer.concat(await response.toArray()));
      })
        .on("error", reject)
        .end();
    });
  expect(brotliDecompressSync(await bodyIn("br")).toString()).toBe(text);
  expect([...kept.encoded.keys()]).toEqual(["br"]);
  expect((await bodyIn("identity")).toString()).toBe(text);
  expect(gunzipSync(await bodyIn("gzip")).toString()).toBe(text);
  expect((await bodyIn("identity")).toString()).toBe(text);
  expect([...kept.encoded.keys()]).toEqual(["br", "gzip"]);
  const bytes = await compressKept(kept);
  expect(bytes).toBe((await bodyIn("br")).length + (await bodyIn("gzip")).length);
  server.close();
});

it("holds what compresses badly as it is", async () => {
  const icon = keepAnswer(200, { "content-type": "image/png" }, Buffer.alloc(2_000));
  expect([await compressKept(icon), ...icon.encoded.keys()]).toEqual([2_000, "identity"]);
});
