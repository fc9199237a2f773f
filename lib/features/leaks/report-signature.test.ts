import { createHash, randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { holdRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { matchOf, startSecretScanner } from "@/lib/testing/secret-scanner";
import { openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";

const scanner = await startSecretScanner();
afterAll(scanner.close);

const { clock, open } = useTestRuntime({
  settings: { secretScanningKeysUrl: scanner.url, outboundAllow: ["127.0.0.0/8"] },
});

/** The samples of GitHub's documentation of its partner programme, today's and the former ones, with the keys that it published for them. */
const samples = [
  {
    id: "bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c",
    point: "YAGMWO8XgCamYKMJS6jc/qgvSlAd\nAjPuDPRcXU22YxgBrz+zoN19MzuRyW87qEt9/AmtoNP5GrobzUvQSyJFVw==",
    body: '[{"source":"commit","token":"some_token","type":"some_type","url":"https://example.com/base-repo-url/"}]',
    signature: "MEQCIQDaMKqrGnE27S0kgMrEK0eYBmyG0LeZismAEz/BgZyt7AIfXt9fErtRS4XaeSt/AO1RtBY66YcAdjxji410VQV4xg==",
  },
  {
    id: "f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d",
    point: "sz9ugWDj5jK5ELBK42ynytbo38gP\nHzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==",
    body: '[{"token":"some_token","type":"some_type","url":"some_url","source":"some_source"}]',
    signature: "MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY=",
  },
  {
    id: "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a",
    point: "9MJJHnMfn2+H4xL4YaPDA4RpJqUq\nkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==",
    body: '[{"token":"some_token","type":"some_type","url":"some_url"}]',
    signature: "MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8FNkrKc=",
  },
];

describe("the signature of a report", () => {
  it.each(samples)("is GitHub's own sample of $id, over its very bytes", async ({ id, point, body, signature }) => {
    const pem = `-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${point}\n-----END PUBLIC KEY-----\n`;
    scanner.publish(id, pem);
    clock.advance(61_000);
    const headers = { "github-public-key-identifier": id, "github-public-key-signature": signature };
    const answer = await callApi("POST /api/v1/leaks", { body, headers });
    expect([answer.status, answer.json]).toEqual([
      200,
      [
        {
          token_hash: createHash("sha256").update("some_token").digest("hex"),
          token_type: "some_type",
          label: "false_positive",
        },
      ],
    ]);
    // The same report in other bytes is another one.
    const spaced = await callApi("POST /api/v1/leaks", { body: body.replace(",", ", "), headers });
    expect(spaced.status).toBe(403);
  });

  it("is asked for before anything is read: forged, foreign, garbled and missing ones get one answer and change nothing", async () => {
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
    const body = JSON.stringify([matchOf(secret)]);
    const good = scanner.headersOf(body);
    const forged: Record<string, string>[] = [
      {},
      { "github-public-key-identifier": good["github-public-key-identifier"] ?? "" },
      { ...good, "github-public-key-signature": scanner.headersOf(`${body} `)["github-public-key-signature"] ?? "" },
      { ...good, "github-public-key-signature": "AAAA" },
      { ...good, "github-public-key-signature": "not base64!" },
      { ...good, "github-public-key-signature": "A".repeat(50_000 / 10) },
      { ...good, "github-public-key-identifier": "another" },
    ];
    const answers = [];
    for (const headers of forged) answers.push(await callApi("POST /api/v1/leaks", { body, headers }));
    expect(answers.map(({ status }) => status)).toEqual(forged.map(() => 403));
    const words = answers.map(({ json }) => JSON.stringify({ ...json, metadata: null }));
    expect(new Set(words).size).toBe(1);
    // What is no JSON is not looked at either.
    expect((await callApi("POST /api/v1/leaks", { body: "{", headers: good })).status).toBe(403);
    expect((await open().directory.checkBearer(secret)).ok).toBe(true);
  });

  it("is looked up anew for a key that is not known, at most once a minute", async () => {
    await scanner.report([matchOf("a".repeat(30))]);
    clock.advance(61_000);
    const before = scanner.asked();
    const body = JSON.stringify([matchOf("x")]);
    const guess = () =>
      callApi("POST /api/v1/leaks", {
        body,
        headers: { ...scanner.headersOf(body), "github-public-key-identifier": randomBytes(8).toString("hex") },
      });
    for (let tries = 0; tries < 5; tries += 1) expect((await guess()).status).toBe(403);
    expect(scanner.asked()).toBe(before + 1);
    scanner.renewKey();
    clock.advance(61_000);
    expect((await scanner.report([matchOf("x")])).status).toBe(200);
  });

  it("cannot be judged while the partner's keys were never had: 503, and the partner comes again", async () => {
    scanner.answers(false);
    const process = await openInPlace(open(), {});
    try {
      const answer = await scanner.report([matchOf("x")]);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    } finally {
      scanner.answers(true);
      await process.close();
      holdRuntime(open());
    }
  });

  it("counts for nothing where no partner is configured: 404", async () => {
    const process = await openInPlace(open(), { secretScanningKeysUrl: null });
    try {
      expect((await scanner.report([matchOf("x")])).status).toBe(404);
    } finally {
      await process.close();
      holdRuntime(open());
    }
  });

  it.each(["server", "next", "past-middleware"] as const)("is judged alike by every road: %s", async (via) => {
    const body = JSON.stringify([matchOf("x")]);
    const answer = await callApi("POST /api/v1/leaks", { body, headers: scanner.headersOf(body), via });
    expect([answer.status, answer.json]).toMatchObject([200, [{ label: "false_positive" }]]);
    expect(
      (await callApi("POST /api/v1/leaks", { body: `${body} `, headers: scanner.headersOf(body), via })).status,
    ).toBe(403);
  });

  it("lets a report be wrong: 400 for what is none, or too long", async () => {
    for (const matches of [[], [{ type: "x" }], Array.from({ length: 5_001 }, () => ({ token: "a", type: "b" }))]) {
      expect((await scanner.report(matches)).status).toBe(400);
    }
  });
});
