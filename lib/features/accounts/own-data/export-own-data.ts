import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { invalidToken } from "@/lib/http/bearer";
import type { Download } from "@/lib/http/contract";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { tooSoon } from "@/lib/http/too-soon";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { type Section, sections } from "./sections";

const exported = "user.data_exported";
const mostPerHour = 5;
const hourMs = 3_600_000;
/** Few enough that no slice holds other requests up. */
const rowsPerSlice = 200;

/**
 * Everything that is kept about a user, as one JSON object written in slices; no secret is in it, nor the hash of one. 429
 * after five in an hour.
 */
export async function exportOwnData(principal: UserPrincipal, client: Client | null = null): Promise<Download> {
  const { userId } = principal;
  await inTransaction(runtime(), async (tx) => {
    // Of two at once, the second waits and counts the first.
    await requireLiveSession(tx, principal);
    await requireFewExports(tx, userId);
    await recordAccountEvent(tx, exported, userId, client);
  });
  const exportedAt = wholeSecond(new Date(runtime().clock.now()));
  const head = { exported_at: exportedAt, account: await readAccount(userId) };
  return {
    type: "application/json",
    filename: `latchkey-data-${exportedAt.slice(0, 10)}.json`,
    pieces: write(userId, head),
  };
}

/** Each export reads whatever there is of its user, which must not be had a hundred times a minute; throws 429. */
async function requireFewExports(tx: PrismaSession, userId: string): Promise<void> {
  const since = new Date(runtime().clock.now() - hourMs);
  const where = { organizationId: userId, type: exported, createdAt: { gt: since } };
  const latest = await tx.event.findMany({ where, orderBy: { createdAt: "desc" }, take: mostPerHour });
  const oldest = latest[mostPerHour - 1];
  if (oldest) throw tooSoon("Five exports were made within the last hour", oldest.createdAt.getTime() + hourMs);
}

async function readAccount(userId: string) {
  const user = await runtime().database.prisma.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  const orNull = (at: Date | null) => at && wholeSecond(at);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    email_verified_at: orNull(user.emailVerifiedAt),
    has_password: user.passwordHash !== null,
    password_reset_required_at: orNull(user.passwordResetAskedAt),
    administrator: user.instanceAdmin,
    home_organization_id: user.homeOrganizationId,
    created_at: wholeSecond(user.createdAt),
    updated_at: wholeSecond(user.updatedAt),
  };
}

async function* write(userId: string, head: object): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1);
  for (const section of sections) {
    yield `,\n${JSON.stringify(section.name)}:[`;
    let isFirst = true;
    for await (const items of slicesOf(section, userId)) {
      yield `${isFirst ? "" : ","}${items.map((item) => JSON.stringify(item)).join(",")}`;
      isFirst = false;
    }
    yield "]";
  }
  yield "}\n";
}

/** By keys instead of a cursor: a slow reader holds no connection. */
async function* slicesOf({ sql }: Section, userId: string): AsyncGenerator<unknown[]> {
  for (let after = ""; ; ) {
    const { rows } = await runtime().database.pool.query<{ key: string; item: unknown }>(
      `${sql} LIMIT ${rowsPerSlice}`,
      [userId, after],
    );
    if (rows.length > 0) yield rows.map(({ item }) => item);
    const last = rows.at(-1);
    if (!last || rows.length < rowsPerSlice) return;
    after = last.key;
  }
}
