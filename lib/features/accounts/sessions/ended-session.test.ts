import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import type { UserPrincipal } from "@/lib/access/principal";
import {
  beginAuthenticator,
  confirmAuthenticator,
  removeAuthenticator,
} from "@/lib/features/accounts/factors/authenticator";
import { addPasskey, beginPasskey, removePasskey } from "@/lib/features/accounts/factors/passkeys";
import { renewRecoveryCodes } from "@/lib/features/accounts/factors/recovery-codes";
import { disconnectIdentity } from "@/lib/features/accounts/identities";
import { changeOwnPassword, changePassword, setFirstPassword } from "@/lib/features/accounts/password";
import { connectProfile } from "@/lib/features/accounts/provider-account";
import { askEmailChange } from "@/lib/features/accounts/recovery/change-email";
import { confirmEmailChange } from "@/lib/features/accounts/recovery/confirm-email-change";
import { grantConsent } from "@/lib/features/oauth/decide";
import { ApiError } from "@/lib/http/api-error";
import { changeSubject, mailedToken } from "@/lib/testing/email-changes";
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { appCode } from "@/lib/testing/factors";
import { createApp } from "@/lib/testing/oauth";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const client = { address: null, userAgent: null };
const passwords = { current_password: testPassword, new_password: "a thief's own passphrase" };
const github = () => ({ provider: "github", subject: randomUUID(), email: null, name: null }) as const;

async function newPasskey(principal: UserPrincipal) {
  const { challenge_token, options } = await beginPasskey(principal);
  return { challenge_token, name: "Thief's", credential: createSoftwareAuthenticator().create(options) };
}

async function newApp(principal: UserPrincipal) {
  const { setup_token, secret } = await beginAuthenticator(principal);
  return { setup_token, code: appCode(secret, clock.now()) };
}

/** Sets the stage, and returns what a request does that has passed the gate before its session ended. */
type Prepare = (user: TestUser) => Promise<() => Promise<unknown>>;

const changes: [string, Prepare][] = [
  [
    "changes the password with a token",
    async ({ principal }) =>
      () =>
        changePassword(principal, passwords, client),
  ],
  [
    "changes the password in the dashboard",
    async ({ principal }) =>
      () =>
        changeOwnPassword(principal, passwords, client),
  ],
  [
    "sets a first password",
    async ({ id, principal }) => {
      await open().database.prisma.user.update({ where: { id }, data: { passwordHash: null } });
      return () => setFirstPassword(principal, passwords, client);
    },
  ],
  [
    "adds a passkey",
    async ({ principal }) => {
      const made = await newPasskey(principal);
      return () => addPasskey(principal, made, client);
    },
  ],
  [
    "removes a passkey",
    async ({ principal }) => {
      const { passkey } = await addPasskey(principal, await newPasskey(principal), client);
      return () => removePasskey(principal, passkey.id, client);
    },
  ],
  [
    "adds an authenticator app",
    async ({ principal }) => {
      const proof = await newApp(principal);
      return () => confirmAuthenticator(principal, proof, client);
    },
  ],
  [
    "removes the authenticator app",
    async ({ principal }) => {
      await confirmAuthenticator(principal, await newApp(principal), client);
      return () => removeAuthenticator(principal, client);
    },
  ],
  [
    "makes new recovery codes",
    async ({ principal }) => {
      await confirmAuthenticator(principal, await newApp(principal), client);
      return () => renewRecoveryCodes(principal, client);
    },
  ],
  [
    "connects a provider's account",
    async ({ principal }) =>
      () =>
        connectProfile(principal, github(), client),
  ],
  [
    "disconnects a provider's account",
    async ({ principal }) => {
      await connectProfile(principal, github(), client);
      return () => disconnectIdentity(principal, "github", client);
    },
  ],
  [
    "asks for another address",
    async ({ principal }) => {
      const email = `${randomUUID()}@example.test`;
      return () => askEmailChange(principal, { email }, client);
    },
  ],
  [
    "confirms another address",
    async ({ principal }) => {
      const email = `${randomUUID()}@example.test`;
      await askEmailChange(principal, { email }, client);
      const token = await mailedToken(email, changeSubject);
      return () => confirmEmailChange(principal, { token }, client);
    },
  ],
  [
    "lets an app act as the user",
    async (user) => {
      const { clientId: appId } = await createApp(user);
      const { userId, credentialId: id, organizationId } = user.principal;
      return () => grantConsent({ appId, session: { id, userId }, organizationId }, ["prompts:read"]);
    },
  ],
];

/** All by which somebody can come into an account, and what was mailed. */
async function waysInto({ id }: TestUser) {
  const { prisma } = open().database;
  const user = await prisma.user.findUniqueOrThrow({
    where: { id },
    include: { identities: true, passkeys: true, authenticator: true, recoveryCodes: true },
  });
  const tokens = await prisma.oneTimeToken.findMany({ where: { userId: id }, orderBy: { secretHash: "asc" } });
  const grants = await prisma.oAuthArtifact.count({ where: { userId: id } });
  return { user, tokens, grants, sessions: await prisma.session.count({ where: { userId: id } }) };
}

/** How a request ends that waits for its user while the owner ends every session of theirs. */
async function whileSessionsEnd({ id }: TestUser, request: () => Promise<unknown>): Promise<unknown> {
  const { pool } = open().database;
  const owner = await pool.connect();
  try {
    await owner.query("BEGIN");
    await owner.query("SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE", [id]);
    const ended = request().catch((error: unknown) => (error instanceof ApiError ? error.kind : error));
    await vi.waitFor(async () => {
      // Of this test's own database: other tests wait for locks of theirs on the same server.
      const { rows } = await pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      expect(rows).not.toEqual([]);
    }, 30_000);
    await owner.query("DELETE FROM sessions WHERE user_id = $1", [id]);
    await owner.query("COMMIT");
    return await ended;
  } finally {
    owner.release();
  }
}

it.each(changes)("a session that ends while its request %s is refused, and nothing is written", async (_, prepare) => {
  const user = await createUser({ plan: "enterprise" });
  const request = await prepare(user);
  const before = await waysInto(user);
  expect(["unauthenticated", "session_ended"]).toContain(await whileSessionsEnd(user, request));
  expect(await waysInto(user)).toEqual({ ...before, sessions: 0 });
});
