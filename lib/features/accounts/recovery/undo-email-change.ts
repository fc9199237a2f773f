import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { LinkProof } from "@/lib/features/accounts/recovery-contract";
import { invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { findOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";
import { AddressChange, takeBackAddress } from "./take-back-address";

/**
 * Gives an account its former address back, with the token that was mailed there, and ends what a thief of it has set up. 400
 * on `token` for one that is unknown, used or expired.
 */
export async function undoEmailChange({ token }: LinkProof, client: Client): Promise<{ email: string }> {
  const { changes, database } = runtime();
  const userId = (await findOneTimeToken(database.prisma, "email change undo", token))?.userId;
  if (!userId) throw unusable();
  return changes.commit(async (tx) => {
    if (!(await lockUser(tx, userId))) throw unusable();
    const taken = await takeOneTimeToken(tx, "email change undo", token);
    const change = AddressChange.safeParse(taken?.data).data;
    if (!taken || !change) throw unusable();
    const subjects = await takeBackAddress(tx, userId, { ...change, changedAt: taken.createdAt }, client);
    return { result: { email: change.from }, subjects };
  });
}

function unusable() {
  return invalidField("token", "is unknown, was used already, or expired");
}
