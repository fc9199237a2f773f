import "server-only";
import { runtime } from "@/lib/access/runtime";
import { type Answer, jsonAnswer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation, type PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { type AccountUser, tierUser } from "./account-user";
import { createUser } from "./new-user";
import { passwordTurn } from "./password-turn";
import { requireGoodPassword } from "./passwords/require-good-password";
import { isOldAddress } from "./recovery/old-addresses";
import { admitNewcomer } from "./registration/admit-newcomer";
import type { Registration } from "./registration-contract";
import { registrationRefusals } from "./registration-refusals";
import { issueSessionJwt } from "./session";
import { nameBrowser } from "./sessions/device-cookie";

/**
 * Creates a user with their personal organization, and a session. 409 when the address is taken, 400 for a common
 * password, 403 with a `reason` for who may not register here.
 */
export async function register(
  registration: Registration,
  client: Client,
): Promise<{ user: AccountUser; token: string }> {
  const { user, started } = await create(registration, client, (tx, created) => issueSessionJwt(tx, created, client));
  return { user, token: started };
}

/** The same without a session, for the page that signs in to the dashboard next: the account knows its browser from now on. */
export async function registerOnPage(
  registration: Registration,
  asker: Client,
  cookies: string | null,
): Promise<Answer> {
  const { client, cookie } = nameBrowser(asker, cookies);
  const { user } = await create(registration, client, async () => undefined);
  return jsonAnswer(201, tierUser(user), { "cache-control": "no-store" }, [cookie]);
}

async function create<Started>(
  { email, password, name, token }: Registration,
  client: Client,
  start: (tx: PrismaSession, user: AccountUser) => Promise<Started>,
): Promise<{ user: AccountUser; started: Started }> {
  await requireGoodPassword(password, { email, name }, "password");
  const { passwords } = runtime();
  const passwordHash = await passwords.hash(password, passwordTurn(client, email));
  try {
    const made = await inTransaction(runtime(), async (tx) => {
      const welcome = await admitNewcomer(tx, { email, emailVerified: false, token, from: client });
      // What was mailed for it stays.
      if (typeof welcome === "string") return welcome;
      if ((await findUserByEmail(tx, email)) || (await isOldAddress(tx, email, null))) throw taken();
      const user = await createUser(tx, { ...welcome, email, name, passwordHash }, "password", client);
      return { user, started: await start(tx, user) };
    });
    if (typeof made !== "string") return made;
    throw new ApiError("forbidden", registrationRefusals[made], { members: { reason: made } });
  } catch (error) {
    if (isUniqueViolation(error)) throw taken();
    throw error;
  }
}

function taken(): ApiError {
  return new ApiError("conflict", "An account with this email address exists already");
}
