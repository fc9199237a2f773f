import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { inject } from "vitest";
import { z } from "zod";
import { openRuntime } from "@/lib/open-runtime";
import { openWithPassphrase } from "@/lib/platform/passphrase";
import { openBackup } from "@/lib/platform/read-backup";
import { restoreBackup } from "@/lib/platform/restore-backup";
import { releasePassphrase } from "@/scripts/release-data.mjs";
import { dropDatabase } from "./drop-database";
import { createTestClock } from "./test-clock";
import { onServer, testSettings } from "./test-runtime";

const Secrets = z.object({
  JWT_SECRET: z.string(),
  NEXTAUTH_SECRET: z.string(),
  KEY_PEPPER: z.string(),
  ENCRYPTION_KEY: z.string(),
});

/** What a release issued to those whose data is in its archive. */
export const Issued = z.object({
  public_url: z.url(),
  password: z.string(),
  ada: z.object({ email: z.string(), session_token: z.string(), cookie: z.string() }),
  grace: z.object({
    email: z.string(),
    authenticator: z.string(),
    recovery_code: z.string(),
    reset_link: z.string(),
  }),
  key: z.string(),
  revoked_key: z.string(),
  personal_token: z.string(),
  prompt_id: z.string(),
  requests_with_key: z.number(),
  webhook: z.object({ id: z.string(), secret: z.string() }),
  client: z.object({ client_id: z.string(), client_secret: z.string() }),
  access_token: z.string(),
  refresh_token: z.string(),
});
export type Issued = z.output<typeof Issued>;

/** Restores a release's data in a database of its own, brings it up to this version, and opens the product on it. */
export async function openReleaseData(title: string) {
  const file = `${title}.zip`;
  const issued = Issued.parse(JSON.parse(await readFile(`${title}.json`, "utf8")));
  const archive = await openBackup(file);
  archive.close();
  const { secrets: sealed, made_at: madeAt } = archive.manifest;
  const secrets = Secrets.parse(JSON.parse(await openWithPassphrase(sealed ?? "", releasePassphrase)));
  const database = `release_${randomUUID().replaceAll("-", "")}`;
  await onServer(`CREATE DATABASE ${database}`);
  const url = Object.assign(new URL(inject("serverUrl")), { pathname: `/${database}` }).toString();
  const restored = await restoreBackup({ connectionString: url, file });
  // A minute later: no code of an app's was used yet, and no link has run out.
  const clock = createTestClock(new Date(madeAt).getTime() + 60_000);
  const settings = {
    ...testSettings(url),
    jwtSecret: secrets.JWT_SECRET,
    nextAuthSecret: secrets.NEXTAUTH_SECRET,
    keyPepper: secrets.KEY_PEPPER,
    encryptionKey: secrets.ENCRYPTION_KEY,
    publicUrl: issued.public_url,
    outboundAllow: ["127.0.0.0/8"],
  };
  const runtime = await openRuntime(settings, { clock, passwordCost: 4, log: () => undefined });
  return {
    issued,
    restored,
    migrations: archive.manifest.migrations.map(({ name }) => name),
    clock,
    runtime,
    async close() {
      await runtime.close();
      await dropDatabase(onServer, database);
    },
  };
}
