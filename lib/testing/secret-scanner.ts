import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { callApi } from "./call-api";

/** A secret-scanning partner on a loopback port: it publishes keys, and signs reports with one of them. */
export type SecretScanner = {
  /** What `SECRET_SCANNING_KEYS_URL` names. */
  url: string;
  /** How often its keys were asked for. */
  asked(): number;
  /** Whether it answers. */
  answers(whether: boolean): void;
  /** Publishes another key and signs with it from now on. */
  renewKey(): void;
  /** Publishes a key that somebody else has. */
  publish(id: string, pem: string): void;
  /** The headers of a body that it signed. */
  headersOf(body: string): Record<string, string>;
  /** Reports matches, signed. */
  report(matches: readonly object[]): ReturnType<typeof callApi>;
  close(): Promise<void>;
};

/** Where a match was found, unless one says otherwise. */
export const matchUrl =
  "https://github.com/octocat/Hello-World/blob/12345600b9cbe38a219f39a9941c9319b600c002/foo/bar.txt";

/** A match of a report, of a commit unless something else is said. */
export const matchOf = (token: string, more: object = {}) => ({
  ...{ token, type: "latchkey_api_key", url: matchUrl, source: "commit" },
  ...more,
});

/** Starts a partner that signs with ECDSA over P-256, as GitHub does. */
export async function startSecretScanner(): Promise<SecretScanner> {
  const published: { key_identifier: string; key: string; is_current: boolean }[] = [];
  let current: { id: string; privateKey: KeyObject } | null = null;
  let asked = 0;
  let isUp = true;
  const renewKey = () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const id = `key-${published.length}`;
    const key = publicKey.export({ type: "spki", format: "pem" }).toString();
    published.push({ key_identifier: id, key, is_current: true });
    current = { id, privateKey };
  };
  renewKey();
  const server = createServer((_request, response) => {
    asked += 1;
    if (!isUp) return void response.writeHead(503).end();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ public_keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const headersOf = (body: string) => {
    if (!current) throw new Error("it has a key from the start");
    return {
      "github-public-key-identifier": current.id,
      "github-public-key-signature": sign("sha256", Buffer.from(body), current.privateKey).toString("base64"),
    };
  };
  return {
    url: `http://127.0.0.1:${port}/keys`,
    asked: () => asked,
    answers(whether) {
      isUp = whether;
    },
    renewKey,
    publish(id, key) {
      published.push({ key_identifier: id, key, is_current: false });
    },
    headersOf,
    report(matches) {
      const body = JSON.stringify(matches);
      return callApi("POST /api/v1/leaks", { body, headers: headersOf(body) });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
