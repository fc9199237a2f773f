import { beforeEach, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { offerSetUp } from "./set-up-token";

const { clock, open } = useTestRuntime({ settings: { firstAdministrator: "token" } });

beforeEach(async () => {
  clock.advance(60_000);
  const { prisma } = open().database;
  await prisma.user.deleteMany();
  await prisma.organization.deleteMany();
  await prisma.deploymentFact.deleteMany();
  open().settings.firstAdministrator = "token";
  open().settings.registration = { mode: "open" };
});

let people = 0;
async function register(token?: string | null, address = "198.51.100.7", headers: Record<string, string> = {}) {
  const email = `person-${++people}@example.test`;
  const body = { email, password: testPassword, ...(token ? { token } : {}) };
  const { status } = await callApi("POST /api/auth/register", { body, address, headers });
  const user = await open().database.prisma.user.findUnique({ where: { email } });
  return { status, administers: user?.instanceAdmin ?? null };
}

async function offered(): Promise<string> {
  const link = await offerSetUp();
  const token = /^http:\/\/localhost:3000\/register#token=([0-9A-Za-z]{40})$/.exec(link ?? "")?.[1];
  if (!token) throw new Error(`no set-up link: ${link}`);
  return token;
}

it("makes the first administrator, once, and of two at once one; strangers who came first are plain users", async () => {
  const token = await offered();
  expect(await register()).toEqual({ status: 201, administers: false });
  expect(await register("a".repeat(40))).toEqual({ status: 400, administers: null });
  const both = await Promise.all([register(token, "203.0.113.9"), register(token, "203.0.113.9")]);
  expect(both.filter(({ administers }) => administers)).toHaveLength(1);
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 400]);
  expect(await register(token)).toEqual({ status: 400, administers: null });
  expect(await offerSetUp()).toBeNull();
  const { prisma } = open().database;
  const { id } = await prisma.user.findFirstOrThrow({ where: { instanceAdmin: true } });
  expect(await prisma.event.findMany({ where: { type: "user.admin_changed" } })).toMatchObject([
    { organizationId: id, actorId: id, data: { by: "set_up_token", address: "203.0.113.9", outcome: "success" } },
  ]);
});

it("is stored as a hash, and each start puts another one in the place of the last", async () => {
  const [first, second] = [await offered(), await offered()];
  const facts = await open().database.prisma.deploymentFact.findMany();
  expect(JSON.stringify(facts)).not.toMatch(new RegExp(`${first}|${second}`));
  expect((await register(first)).status).toBe(400);
  expect(await register(second)).toEqual({ status: 201, administers: true });
});

it("is none any more once another way has made an administrator", async () => {
  const token = await offered();
  await register();
  await open().database.prisma.user.updateMany({ data: { instanceAdmin: true } });
  expect((await register(token)).status).toBe(400);
  expect(await offerSetUp()).toBeNull();
});

it("lets the first administrator in whatever REGISTRATION says", async () => {
  open().settings.registration = { mode: "closed" };
  const token = await offered();
  expect((await register()).status).toBe(403);
  expect(await register(token)).toEqual({ status: 201, administers: true });
});

it("is not asked for on this machine without settings: the first to register from it administers, from elsewhere none", async () => {
  open().settings.firstAdministrator = "local";
  for (const address of ["203.0.113.4", "10.0.0.4", "::ffff:192.168.1.4"]) {
    expect(await register(null, address)).toEqual({ status: 201, administers: false });
  }
  // Others are there: who comes first from this machine now is not the deployment's first.
  expect(await register(null, "127.0.0.1")).toEqual({ status: 201, administers: false });
  await open().database.prisma.user.deleteMany();
  const both = await Promise.all([register(null, "127.0.0.1"), register(null, "::1")]);
  expect(both.filter(({ administers }) => administers)).toHaveLength(1);
});

it("is asked for of a stranger's page in a browser on this machine, whatever name it bound to it; our own pages and programs go without", async () => {
  const port = ":3000";
  const foreign = [
    { origin: "https://evil.test" },
    { origin: "null" },
    { origin: "http://localhost:8080", host: `localhost${port}` },
    { origin: `http://evil.test${port}`, host: `evil.test${port}` },
    { origin: `http://localhost.evil.test${port}`, host: `localhost.evil.test${port}` },
    { host: `evil.test${port}` },
  ];
  const own = [
    {},
    { origin: `http://localhost${port}` },
    { origin: `http://127.0.0.1${port}`, host: `127.0.0.1${port}` },
    { origin: `http://[::1]${port}`, host: `[::1]${port}` },
  ];
  for (const mode of ["local", "anybody"] as const) {
    open().settings.firstAdministrator = mode;
    const administers = async (headers: Record<string, string>) => {
      await open().database.prisma.user.deleteMany();
      await open().database.prisma.deploymentFact.deleteMany();
      clock.advance(60_000);
      return (await register(null, "127.0.0.1", headers)).administers;
    };
    for (const headers of foreign) expect([mode, headers, await administers(headers)]).toEqual([mode, headers, false]);
    for (const headers of own) expect([mode, headers, await administers(headers)]).toEqual([mode, headers, true]);
  }
});

it("is offered on loopback too where users are there and none of them administers", async () => {
  open().settings.firstAdministrator = "anybody";
  expect(await offerSetUp()).toBeNull();
  open().settings.firstAdministrator = "token";
  await register();
  open().settings.firstAdministrator = "anybody";
  expect(await register()).toEqual({ status: 201, administers: false });
  expect(await register(await offered())).toEqual({ status: 201, administers: true });
});
