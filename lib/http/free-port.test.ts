import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "@/scripts/free-port.mjs";
import { requireAllowedPort, requireFreePort, requireOwnHost } from "./free-port";

it("a port that another program listens on is told before anything is started, and one that is free is never listened on", async () => {
  const port = await freePort();
  const outcomes = new Set<unknown>();
  let looking = true;
  const proxy = (async () => {
    while (looking) outcomes.add(await fetch(`http://127.0.0.1:${port}/`).catch(({ cause }) => cause.code));
  })();
  for (let count = 0; count < 50; count++) await requireFreePort(port, undefined);
  looking = false;
  await proxy;
  expect([...outcomes]).toEqual(["ECONNREFUSED"]);

  const other = createServer().listen(port, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  await expect(requireFreePort(port, undefined)).rejects.toThrow(`port ${port} is in use`);
  await expect(requireFreePort(port, "0.0.0.0")).rejects.toThrow(`port ${port} is in use`);
  await new Promise((resolve) => other.close(resolve));
});

it("a port that this user may use is no fault, whoever listens on it", async () => {
  const port = await freePort();
  const other = createServer().listen(port);
  await new Promise((resolve) => other.once("listening", resolve));
  await expect(requireAllowedPort(port)).resolves.toBeUndefined();
  await new Promise((resolve) => other.close(resolve));
});

it.each(["192.0.2.1", "no-such-host.invalid"])(
  "a HOST of %s, which is not this machine's, is told by its setting",
  async (host) => {
    await expect(requireOwnHost("HOST", host)).rejects.toThrow(`HOST ${host} is no address of this machine`);
  },
);

it.each(["127.0.0.1", "0.0.0.0", "localhost"])("a HOST of %s is this machine's", async (host) => {
  await expect(requireOwnHost("HOST", host)).resolves.toBeUndefined();
});
