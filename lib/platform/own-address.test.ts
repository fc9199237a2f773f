import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "@/scripts/free-port.mjs";
import { addressProblems } from "./own-address.mjs";

it("a port that another program listens on is told before anything is started, and one that is free is never listened on", async () => {
  const port = await freePort();
  const PORT = String(port);
  const outcomes = new Set<unknown>();
  let looking = true;
  const proxy = (async () => {
    while (looking) outcomes.add(await fetch(`http://127.0.0.1:${port}/`).catch(({ cause }) => cause.code));
  })();
  for (let count = 0; count < 50; count++) expect(await addressProblems({ PORT })).toEqual([]);
  looking = false;
  await proxy;
  expect([...outcomes]).toEqual(["ECONNREFUSED"]);

  const other = createServer().listen(port, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const told = [{ name: "PORT", message: `${port} is in use; stop what uses it, or set it to another` }];
  for (const HOST of [undefined, "0.0.0.0", "127.0.0.1"])
    expect(await addressProblems({ PORT, HOST }, { patienceMs: 0 })).toEqual(told);
  // The process that has it may be one that stops, and keeps it to its end.
  expect(await addressProblems({ PORT: "0", METRICS_PORT: PORT })).toEqual([]);
  // As does one that was told to stop in this moment.
  const waits = addressProblems({ PORT }, { patienceMs: 60_000 });
  await new Promise((resolve) => other.once("connection", resolve));
  await new Promise((resolve) => other.close(resolve));
  expect(await waits).toEqual([]);
});

it.each(["eighty", "-1", "65536", "3000.5"])("a PORT of %s is left to the check of all settings", async (PORT) => {
  expect(await addressProblems({ PORT, METRICS_PORT: PORT })).toEqual([]);
});

it.each(["192.0.2.1", "no-such-host.invalid"])(
  "a host of %s, which is not this machine's, is told by its setting",
  async (host) => {
    const message = `${host} is no address of this machine; set it to one that is, or leave it out`;
    expect(await addressProblems({ PORT: "0", HOST: host, METRICS_PORT: "0", METRICS_HOST: host })).toEqual([
      { name: "HOST", message },
      { name: "METRICS_HOST", message },
    ]);
  },
);

it.each(["127.0.0.1", "0.0.0.0", "localhost"])("a host of %s is this machine's", async (host) => {
  expect(await addressProblems({ PORT: "0", HOST: host, METRICS_PORT: "0", METRICS_HOST: host })).toEqual([]);
});
