import { beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "@/lib/platform/clock";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { clientToken, createApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createSigningKeys } from "./signing-keys";

const { clock, open } = useTestRuntime();
const hourMs = 3_600_000;

beforeEach(async () => {
  await open().database.prisma.oAuthSigningKey.deleteMany();
  open().signingKeys.forget();
  // The library reads the system's time.
  clock.set(Date.now());
});

const publishedKids = async (): Promise<string[]> =>
  (await callApi("GET /.well-known/jwks.json")).json.keys.map(({ kid }: { kid: string }) => kid);
const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;

describe("signing keys", () => {
  it("are made once by processes that find none, sealed, and published without their private parts", async () => {
    const { database, seals, changes } = open();
    const processes = Array.from({ length: 4 }, () => createSigningKeys({ database, seals, clock, changes }));
    const sets = await Promise.all(processes.map((keys) => keys.current()));
    expect(new Set(sets.map(({ version }) => version)).size).toBe(1);
    const rows = await database.prisma.oAuthSigningKey.findMany();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
    const { keys } = (await callApi("GET /.well-known/jwks.json")).json;
    expect(Object.keys(keys[0]).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  it("are never seen as none, not even while the first one is being made", async () => {
    const { database, seals, changes } = open();
    const keys = createSigningKeys({ database, seals, clock, changes });
    let made = false;
    const first = keys.current().then(() => {
      made = true;
    });
    const seen: number[] = [];
    const watch = async (): Promise<void> => {
      if (made) return;
      await new Promise((resolve) => setImmediate(resolve));
      void keys.current().then((set) => seen.push(set.keys.length));
      return watch();
    };
    await Promise.all([first, watch()]);
    await keys.current();
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  it("are published a day before they sign, and until the last token of theirs has expired", async () => {
    const { signingKeys } = open();
    const app = await createApp(await createUser());
    const old = await clientToken(app);
    const { kid } = await signingKeys.rotate();
    expect(await publishedKids()).toEqual(expect.arrayContaining([kidOf(old), kid]));
    expect(kidOf(await clientToken(app))).toBe(kidOf(old));
    clock.advance(24 * hourMs + 1000);
    await signingKeys.maintain();
    const next = await clientToken(app);
    expect([kidOf(next), (await publishedKids()).length]).toEqual([kid, 2]);
    clock.advance(2 * hourMs);
    await signingKeys.maintain();
    expect(await publishedKids()).toEqual([kid]);
  });

  it("are replaced by the schedule after 90 days, once for all processes", async () => {
    const { database, seals, changes, signingKeys } = open();
    await signingKeys.current();
    await signingKeys.maintain();
    expect(await database.prisma.oAuthSigningKey.count()).toBe(1);
    clock.advance(91 * 24 * hourMs);
    const processes = Array.from({ length: 3 }, () => createSigningKeys({ database, seals, clock, changes }));
    await Promise.all(processes.map((keys) => keys.maintain()));
    expect(await database.prisma.oAuthSigningKey.count()).toBe(2);
  });

  it.each([-100, 100])(
    "are made, replaced and taken away by the database's clock, also by a process whose own is wrong by %i days",
    async (days) => {
      const { database, seals, changes, signingKeys } = open();
      await signingKeys.current();
      await signingKeys.rotate({ now: true });
      const now = Date.now;
      vi.spyOn(Date, "now").mockImplementation(() => now() + days * 24 * hourMs);
      const wrong = createSigningKeys({ database, seals, clock: systemClock, changes });
      await wrong.current();
      await wrong.maintain();
      vi.restoreAllMocks();
      expect(await database.prisma.oAuthSigningKey.count()).toBe(2);
    },
  );

  it("that leaked are taken away with every token of theirs", async () => {
    const app = await createApp(await createUser());
    const token = await clientToken(app);
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(200);
    await open().signingKeys.rotate({ endOthers: true });
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
    const fresh = await clientToken(app);
    expect((await callApi("GET /v1/prompts", { token: fresh })).status).toBe(200);
    expect(await publishedKids()).toEqual([kidOf(fresh)]);
  });
});
