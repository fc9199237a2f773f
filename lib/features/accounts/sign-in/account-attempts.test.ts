import { describe, expect, test } from "vitest";
import { holdRuntime } from "@/lib/open-runtime";
import { createApiBrowser } from "@/lib/testing/api-browser";
import { type ApiAnswer, callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { countedAttempt, forgetFailures } from "./account-attempts";

const { clock, open } = useTestRuntime();

let addresses = 0;
/** A sign-in from a network of its own, as a distributed guess comes. */
const signIn = (email: string, password: string, path = "/api/auth/login") =>
  callApi(`POST ${path}`, { body: { email, password }, address: `2001:db8:${(++addresses).toString(16)}::1` });
const guess = (email: string, path?: string) => signIn(email, `guess ${addresses}`, path);

async function failTimes(email: string, times: number): Promise<number[]> {
  const statuses = [];
  for (let count = 0; count < times; count++) statuses.push((await guess(email)).status);
  return statuses;
}

/** The sign-in page in a browser of its own. */
async function openPage() {
  const browser = createApiBrowser(`192.0.2.${(++addresses % 250) + 1}`);
  const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
  return {
    cookies: browser.cookies,
    signIn: (email: string, password: string) =>
      browser.call("POST /api/auth/callback/credentials", {
        body: new URLSearchParams({ csrfToken, email, password, json: "true" }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
  };
}

const waitOf = ({ status, headers }: ApiAnswer) => [status, Number(headers.get("retry-after"))];

describe("guesses at one account from many addresses", () => {
  test("ten are looked at, then each waits twice as long as the one before, up to a quarter of an hour", async () => {
    const { email } = await createUser();
    expect(await failTimes(email, 10)).toEqual(Array(10).fill(401));
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      expect(waitOf(await guess(email))).toEqual([429, seconds]);
      clock.advance(seconds * 1000 - 1);
      expect(waitOf(await guess(email))).toEqual([429, 1]);
      clock.advance(1);
      expect((await guess(email)).status).toBe(401);
    }
  });

  test("of fifty at once, in two processes, ten are looked at", async () => {
    const { email } = await createUser();
    const first = open();
    const second = await openBeside(first);
    const guesses = Array.from({ length: 50 }, (_, index) => {
      holdRuntime(index % 2 === 0 ? first : second);
      return guess(email);
    });
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    holdRuntime(first);
    await second.close();
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  });

  test("one that comes too early is refused whatever it holds, also the right password, and makes nothing longer", async () => {
    const { email } = await createUser();
    await failTimes(email, 10);
    for (let count = 0; count < 5; count++) expect(waitOf(await signIn(email, testPassword))).toEqual([429, 1]);
    clock.advance(1_000);
    expect((await signIn(email, testPassword)).status).toBe(200);
  });

  test("leave the turn after a wait to others first: who asks all the time from one network does not keep the owner out of a new one", async () => {
    const { email } = await createUser();
    let host = 0;
    const fromOne = () =>
      callApi("POST /api/auth/login", { body: { email, password: "a guess" }, address: `203.0.113.${++host}` });
    for (let count = 0; count < 10; count++) expect((await fromOne()).status).toBe(401);
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]) {
      // Its own turn comes after as long again, when nobody else has taken it.
      expect(waitOf(await fromOne())).toEqual([429, 2 * seconds]);
      clock.advance(seconds * 1000);
      expect(waitOf(await fromOne())).toEqual([429, seconds]);
      clock.advance(seconds * 1000);
      expect((await fromOne()).status).toBe(401);
    }
    expect(waitOf(await signIn(email, testPassword))).toEqual([429, 900]);
    clock.advance(900_000);
    expect((await fromOne()).status).toBe(429);
    expect((await signIn(email, testPassword)).status).toBe(200);
  });

  test("are counted together on both documented paths and on the page", async () => {
    const { email } = await createUser();
    const page = await openPage();
    const onPage = () => page.signIn(email, "a guess");
    for (let round = 0; round < 3; round++) {
      expect((await guess(email)).status).toBe(401);
      expect((await guess(email.toUpperCase(), "/api/v1/auth/login")).status).toBe(401);
      expect((await onPage()).status).toBe(401);
    }
    expect((await guess(` ${email}`)).status).toBe(401);
    const refused = [await guess(email), await guess(email, "/api/v1/auth/login"), await onPage()];
    for (const answer of refused) {
      expect(waitOf(answer)).toEqual([429, 1]);
      expect(answer.json.limited_by).toBe("account");
      expect(answer.headers.get("x-ratelimit-remaining")).toBe("0");
      expect(answer.headers.get("x-ratelimit-policy")).toBe("10/minute");
      expect(answer.headers.get("x-ratelimit-reset")).toBe(String(Math.ceil((clock.now() + 1_000) / 1000)));
    }
    expect(refused.map(({ json }) => json.error.code ?? json.errors[0].code)).toEqual([
      "RATE_LIMITED",
      "RATE_LIMIT_EXCEEDED",
      "RATE_LIMITED",
    ]);
    expect(refused[2]?.headers.getSetCookie().join()).not.toContain("session-token");
  });

  test("leave every other account alone", async () => {
    const [hammered, other] = [await createUser(), await createUser()];
    await failTimes(hammered.email, 12);
    expect((await signIn(other.email, testPassword)).status).toBe(200);
  });
});

test("an attempt that is not looked at, as where the queue is full, counts for nothing and shortens no wait", async () => {
  const { id, email } = await createUser();
  const attempt = { email, userId: id, from: "stranger", client: null, method: "password" } as const;
  const turnedAway = () =>
    countedAttempt(attempt, async () => {
      throw new Error("the queue is full");
    });
  for (let count = 0; count < 15; count++) await expect(turnedAway()).rejects.toThrow("the queue is full");
  expect(await failTimes(email, 10)).toEqual(Array(10).fill(401));
  clock.advance(1_000);
  await expect(turnedAway()).rejects.toThrow("the queue is full");
  expect(waitOf(await guess(email))).toEqual([429, 1]);
});

test("right sign-ins at once are all let in", async () => {
  const { email } = await createUser();
  const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(email, testPassword)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
});

describe("failures are forgotten", () => {
  test("by a right sign-in", async () => {
    const { email } = await createUser();
    await failTimes(email, 9);
    expect((await signIn(email, testPassword)).status).toBe(200);
    expect(await failTimes(email, 10)).toEqual(Array(10).fill(401));
  });

  test("after a day without one", async () => {
    const { email } = await createUser();
    await failTimes(email, 11);
    clock.advance(86_400_001);
    expect(await failTimes(email, 10)).toEqual(Array(10).fill(401));
    expect((await guess(email)).status).toBe(429);
  });

  test("by the operator", async () => {
    const { id, email } = await createUser();
    await failTimes(email, 11);
    await forgetFailures(open().database.prisma, { id, email });
    expect((await signIn(email, testPassword)).status).toBe(200);
  });
});

test("what is stored names nobody: neither the address nor a hash that can be made without the deployment's secret", async () => {
  const email = "somebody@example.test";
  await failTimes(email, 1);
  const rows = await open().database.prisma.signInFailure.findMany();
  expect(rows.map(({ accountHash }) => accountHash)).toEqual(rows.map(() => expect.stringMatching(/^[\w-]{43}$/)));
  expect(JSON.stringify(rows)).not.toContain("somebody");
});

test("guesses at a signed-in user's password wait on their own: strangers do not keep the user from confirming", async () => {
  const user = await createUser();
  const remove = (password: string) => callApi("DELETE /api/user/me", { token: user.token, body: { password } });
  await failTimes(user.email, 12);
  for (let count = 0; count < 10; count++) expect((await remove("a guess")).status).toBe(400);
  expect(waitOf(await remove(testPassword))).toEqual([429, 1]);
  clock.advance(1_000);
  expect((await remove(testPassword)).status).toBe(204);
});

describe("a device that the account knows", () => {
  test("is let in while strangers have to wait, and lets them wait on", async () => {
    const { email } = await createUser();
    const browser = await openPage();
    expect((await browser.signIn(email, testPassword)).status).toBe(200);
    await failTimes(email, 10);
    expect(waitOf(await guess(email))).toEqual([429, 1]);
    expect((await browser.signIn(email, testPassword)).status).toBe(200);
    expect(waitOf(await guess(email))).toEqual([429, 1]);
  });

  test("has failures of its own, which wait as all do and keep nobody else out", async () => {
    const { email } = await createUser();
    const browser = await openPage();
    expect((await browser.signIn(email, testPassword)).status).toBe(200);
    for (let count = 0; count < 10; count++) {
      // The limit of the address is another one.
      clock.advance(60_000);
      expect((await browser.signIn(email, "a guess")).status).toBe(401);
    }
    expect(waitOf(await browser.signIn(email, testPassword))).toEqual([429, 1]);
    expect((await signIn(email, testPassword)).status).toBe(200);
  });

  test("is none of another account, and none without its cookie", async () => {
    const [own, other] = [await createUser(), await createUser()];
    const browser = await openPage();
    expect((await browser.signIn(own.email, testPassword)).status).toBe(200);
    for (const { email } of [own, other]) await failTimes(email, 10);
    expect((await browser.signIn(other.email, testPassword)).status).toBe(429);
    browser.cookies.delete("latchkey.device");
    expect((await browser.signIn(own.email, testPassword)).status).toBe(429);
  });
});

describe("an address that is no account", () => {
  const shapeOf = ({ status, headers, json }: ApiAnswer) => ({
    status,
    headers: [...headers].filter(([name]) => name !== "x-request-id").toSorted(),
    json: { ...json, metadata: undefined },
  });

  test("is answered like one at every step", async () => {
    const known = (await createUser()).email;
    const unknown = "nobody-at-all@example.test";
    for (const path of ["/api/auth/login", "/api/v1/auth/login"]) {
      for (let step = 0; step < 13; step++) {
        expect(shapeOf(await guess(unknown, path))).toEqual(shapeOf(await guess(known, path)));
      }
      clock.advance(1_000_000);
    }
  });

  test("takes as long as one, whether it is looked at or refused", async () => {
    const known = (await createUser()).email;
    const unknown = "nobody-in-time@example.test";
    const timed = async (email: string, status: number) => {
      const began = performance.now();
      expect((await guess(email)).status).toBe(status);
      return performance.now() - began;
    };
    for (const [status, before] of [
      [401, async () => open().database.prisma.signInFailure.deleteMany()],
      [
        429,
        async () =>
          open().database.prisma.signInFailure.updateMany({ data: { nextAttemptAt: new Date(clock.now() + 60_000) } }),
      ],
    ] as const) {
      const times = { known: [] as number[], unknown: [] as number[] };
      await failTimes(known, 1);
      await failTimes(unknown, 1);
      for (let round = 0; round < 60; round++) {
        await before();
        // In turns, and each as often first, so that what else the machine does falls on both.
        const order = round % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const);
        for (const which of order) times[which].push(await timed(which === "known" ? known : unknown, status));
      }
      expect(shareBelow(times.known, times.unknown)).toBeGreaterThan(0.3);
      expect(shareBelow(times.known, times.unknown)).toBeLessThan(0.7);
    }
  });
});

/** How often a time of the first kind is below one of the second: a half where nobody can tell them apart. */
function shareBelow(some: readonly number[], others: readonly number[]): number {
  const below = some.flatMap((one) => others.map((other) => Number(one < other)));
  return below.reduce((sum, one) => sum + one, 0) / below.length;
}
