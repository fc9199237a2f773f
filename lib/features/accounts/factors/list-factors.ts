import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Factors } from "@/lib/features/accounts/factors-contract";
import { invalidToken } from "@/lib/http/bearer";
import { wholeSecond } from "@/lib/platform/whole-second";
import { passkeysPossible } from "./passkey-ceremony";
import { passkeyView } from "./passkeys";
import { hasWayInBesidePasskeys } from "./ways-in";

/** The user's second factors as their settings show them; never a secret. */
export async function listFactors({ userId }: UserPrincipal): Promise<Factors> {
  const user = await runtime().database.prisma.user.findUnique({
    where: { id: userId },
    include: {
      authenticator: true,
      identities: true,
      passkeys: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
      recoveryCodes: { where: { usedAt: null } },
    },
  });
  if (!user) throw invalidToken("unknown");
  const { authenticator, passkeys, recoveryCodes } = user;
  const app = authenticator?.confirmedAt
    ? {
        since: wholeSecond(authenticator.confirmedAt),
        last_used_at: authenticator.lastUsedAt && wholeSecond(authenticator.lastUsedAt),
      }
    : null;
  return {
    authenticator: app,
    passkeys: passkeys.map(passkeyView),
    recovery_codes_left: app || passkeys.length > 0 ? recoveryCodes.length : null,
    passkeys_possible: passkeysPossible(),
    passkey_is_only_way_in: passkeys.length === 1 && !hasWayInBesidePasskeys(user),
  };
}
