import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import type { AccountUser } from "./account-user";
import type { Registration } from "./contract";
import { createUser } from "./new-user";
import { requireUncommon } from "./password-rules";
import { issueSessionJwt } from "./session";

/** Creates a user with their personal organization, and a session; 409 when the address is taken, 400 for a common password. */
export async function register(
  { email, password, name }: Registration,
  client: Client,
): Promise<{ user: AccountUser; token: string }> {
  requireUncommon(password, email, "password");
  const { passwords } = runtime();
  const passwordHash = await passwords.hash(password);
  try {
    return await inTransaction(runtime(), async (tx) => {
      if (await findUserByEmail(tx, email)) throw taken();
      const user = await createUser(tx, { email, name, passwordHash, emailVerified: false });
      return { user, token: await issueSessionJwt(tx, user, client) };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw taken();
    throw error;
  }
}

function taken(): ApiError {
  return new ApiError("conflict", "An account with this email address exists already");
}
