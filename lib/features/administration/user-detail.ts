import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { countAccountAccess } from "@/lib/tenancy/account-access";
import { isLastAdministrator } from "@/lib/tenancy/administrators";
import { planDeletion } from "@/lib/tenancy/deletion-plan";
import { noSuchUser } from "./administrate-user";
import type { AdminUserDetail, AdminUserFactors } from "./user-contract";
import { toUser } from "./users";

// Everything here crosses tenants: it is for instance admins alone, which every contract that leads here demands.

/** A user with how they sign in, and with what ends and stays when they are suspended or deleted; 404 when there is none. */
export async function getUser(id: string): Promise<{ data: AdminUserDetail }> {
  return { data: await readUser(runtime().database.prisma, id) };
}

/** The same as a transaction sees it. */
export async function readUser(tx: PrismaSession, id: string): Promise<AdminUserDetail> {
  const row = await tx.user.findUnique({ where: { id }, include: { _count: { select: { memberships: true } } } });
  if (!row) throw noSuchUser();
  return {
    ...toUser(row),
    password_reset_required_at: orNull(row.passwordResetAskedAt),
    last_administrator: await isLastAdministrator(tx, id),
    factors: await readFactors(tx, id),
    access: await countAccountAccess(tx, id),
    memberships: await planDeletion(tx, id),
  };
}

async function readFactors(tx: PrismaSession, userId: string): Promise<AdminUserFactors> {
  const { passwordHash, identities, authenticator, passkeys, recoveryCodes } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      passwordHash: true,
      identities: { orderBy: { createdAt: "asc" } },
      authenticator: { select: { confirmedAt: true, createdAt: true, lastUsedAt: true } },
      passkeys: { select: { name: true, createdAt: true, lastUsedAt: true }, orderBy: { createdAt: "asc" } },
      recoveryCodes: { where: { usedAt: null }, select: { usedAt: true } },
    },
  });
  return {
    password: passwordHash !== null,
    providers: identities.map(({ provider, email, ...rest }) => ({ provider, email, ...usedOf(rest) })),
    // One that was begun and never confirmed is no factor.
    authenticator: authenticator?.confirmedAt ? usedOf(authenticator) : null,
    passkeys: passkeys.map(({ name, ...rest }) => ({ name, ...usedOf(rest) })),
    recovery_codes_left: recoveryCodes.length,
  };
}

function usedOf({ createdAt, lastUsedAt }: { createdAt: Date; lastUsedAt: Date | null }) {
  return { created_at: wholeSecond(createdAt), last_used_at: orNull(lastUsedAt) };
}

function orNull(at: Date | null): string | null {
  return at ? wholeSecond(at) : null;
}
