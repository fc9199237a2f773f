import "server-only";
import { randomInt } from "node:crypto";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { actingOrigin } from "@/lib/features/accounts/sessions/session-origin";
import { ApiError } from "@/lib/http/api-error";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { hasSecondFactor, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { mailFactorChange } from "./factor-mail";

const codesMade = 10;
/** Without letters that are taken for digits. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/** 120 bits: from 112 on a quick hash is enough (ASVS 5, 6.5.2), and ours has a key besides. Shorter ones of before still count. */
const codeLength = 24;
const groups = /.{6}(?!$)/g;

/** Makes ten new codes in place of all that the user had; only their hashes are stored. */
export async function makeRecoveryCodes(tx: PrismaSession, userId: string): Promise<string[]> {
  const codes = Array.from({ length: codesMade }, () =>
    Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join(""),
  );
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ userId, codeHash: runtime().peppers.hash(code) })) });
  return codes.map((code) => code.replaceAll(groups, "$&-"));
}

/** Uses a code up; of two at once one finds it unused. Its owner is told by mail. */
export async function takeRecoveryCode(tx: PrismaSession, userId: string, typed: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, codeHash: { in: [...runtime().peppers.hashes(asMade(typed))] }, usedAt: null },
    data: { usedAt: new Date(runtime().clock.now()) },
  });
  if (count === 0) return false;
  const left = await tx.recoveryCode.count({ where: { userId, usedAt: null } });
  await mailFactorChange(tx, userId, { recoveryCodesLeft: left }, null);
  return true;
}

/** Makes new codes for a user who asks for them; 409 while they have no second factor that codes could stand in for. */
export async function renewRecoveryCodes(
  principal: UserPrincipal,
  client: Client,
): Promise<{ recovery_codes: string[] }> {
  const { userId } = principal;
  return inTransaction(runtime(), async (tx) => {
    await requireLiveSession(tx, principal);
    if (!hasSecondFactor(await secondFactorsOf(tx, userId))) {
      throw new ApiError("conflict", "Set up an authenticator app or a passkey first");
    }
    const recovery_codes = await makeRecoveryCodes(tx, userId);
    await mailFactorChange(tx, userId, "recovery codes made", await actingOrigin(tx, principal));
    await recordAccountEvent(tx, "user.recovery_codes_made", userId, client);
    return { recovery_codes };
  });
}

/** People type what they read: capitals, spaces, and o, i and l for digits. */
function asMade(typed: string): string {
  return typed.toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
