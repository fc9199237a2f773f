import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type NameServer, startNameServer } from "@/lib/testing/name-server";
import { startWebhookSink } from "@/lib/testing/webhook-sink";
import { hostAddresses } from "./host-addresses";
import { callOutbound } from "./outbound";

let server: NameServer;
let folder: string;
let hostsFile: string;
let answers: Record<string, readonly string[] | null>;
let stop: AbortController;

beforeEach(async () => {
  answers = {};
  stop = new AbortController();
  server = await startNameServer((name) => (name in answers ? (answers[name] ?? null) : []));
  folder = await mkdtemp(join(tmpdir(), "hosts-"));
  hostsFile = join(folder, "hosts");
  await writeFile(hostsFile, "# our own\n10.0.0.9 receiver.test other.test # in this house\n::1 six.test\n");
});
afterEach(async () => {
  stop.abort();
  await server.close();
  await rm(folder, { recursive: true });
});

const resolve = (name: string, signal = stop.signal) =>
  hostAddresses(name, { signal, servers: [server.address], hostsFile });

describe("a name", () => {
  it("has the addresses of both families", async () => {
    answers["both.test"] = ["93.184.215.14", "2606:2800:21f::1"];
    expect(await resolve("both.test")).toEqual(
      expect.arrayContaining([
        { address: "93.184.215.14", family: 4 },
        { address: "2606:2800:21f::1", family: 6 },
      ]),
    );
  });

  it("may have addresses of one family alone, and none at all is an error", async () => {
    answers["four.test"] = ["93.184.215.14"];
    expect(await resolve("four.test")).toEqual([{ address: "93.184.215.14", family: 4 }]);
    await expect(resolve("nowhere.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
  });

  it("is first what this machine's own file says, whatever DNS does", async () => {
    answers["receiver.test"] = ["93.184.215.14"];
    expect(await resolve("Receiver.test.")).toEqual([{ address: "10.0.0.9", family: 4 }]);
    expect(await resolve("six.test")).toEqual([{ address: "::1", family: 6 }]);
    expect((await resolve("a.localhost")).map(({ address }) => address)).toEqual(["127.0.0.1", "::1"]);
    expect(server.asked).toEqual([]);
  });

  it("whose server is silent is given up with its signal", async () => {
    answers["silent.test"] = null;
    const pending = resolve("silent.test");
    await vi.waitFor(() => expect(server.asked).toContain("silent.test"), 20_000);
    stop.abort();
    await expect(pending).rejects.toMatchObject({ code: "ECANCELLED" });
  });
});

describe("calls to names that their servers keep silent about", () => {
  it("hold none of the process's threads, however many there are", async () => {
    const names = Array.from({ length: 32 }, (_, index) => `slow-${index}.test`);
    for (const name of names) answers[name] = null;
    let ended = 0;
    const calls = names.map((name) =>
      callOutbound(
        { method: "POST", url: `https://${name}/` },
        { allow: [], lookup: resolve, deadlineMs: 2_000 },
      ).catch(({ reason }: { reason: string }) => {
        ended += 1;
        return reason;
      }),
    );
    await vi.waitFor(() => expect(new Set(server.asked).size).toBe(32), 20_000);
    // Files are read in those threads.
    await Promise.all(names.map(() => readFile(hostsFile)));
    expect(ended).toBe(0);
    expect(new Set(await Promise.all(calls))).toEqual(new Set(["timeout"]));
  });
});

describe("what a name leads to", () => {
  it("is asked for once, judged, and called: an answer that would differ the second time is never seen", async () => {
    const sink = await startWebhookSink();
    try {
      answers["changing.test"] = ["127.0.0.1"];
      const url = sink.url.replace("127.0.0.1", "changing.test");
      const asking = async (name: string) => {
        const found = await resolve(name);
        answers["changing.test"] = ["10.0.0.1"];
        return found;
      };
      await callOutbound({ method: "POST", url, body: "{}" }, { allow: ["127.0.0.0/8"], lookup: asking });
      expect(sink.received).toHaveLength(1);
      // Once for each family.
      expect(server.asked).toEqual(["changing.test", "changing.test"]);
    } finally {
      await sink.close();
    }
  });

  it.each([[["93.184.215.14", "127.0.0.1"]], [["93.184.215.14", "fd00::1"]], [["169.254.169.254"]]])(
    "is refused for %j, where one address is not public",
    async (addresses) => {
      answers["mixed.test"] = addresses;
      const call = callOutbound({ method: "GET", url: "https://mixed.test/" }, { allow: [], lookup: resolve });
      await expect(call).rejects.toMatchObject({ reason: "refused" });
    },
  );
});
