import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { requireRecentSignIn } from "@/lib/features/accounts/recent-sign-in";
import { invalidToken } from "@/lib/http/bearer";
import type { Download } from "@/lib/http/contract";
import type { Client } from "@/lib/http/route";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { type Section, sections } from "./sections";

/** Few enough that no slice holds other requests up. */
const rowsPerSlice = 200;

/**
 * Everything that is kept about a user, as one JSON object written in slices; no secret is in it, nor the hash of one. A
 * session token must be of the last ten minutes, as the gate asks of the dashboard; throws 403.
 */
export async function exportOwnData(principal: UserPrincipal, client: Client | null = null): Promise<Download> {
  const { userId, kind } = principal;
  if (kind === "session-jwt") await requireRecentSignIn(principal);
  await inTransaction(runtime(), (tx) => recordAccountEvent(tx, "user.data_exported", userId, client));
  const exportedAt = wholeSecond(new Date(runtime().clock.now()));
  const head = { exported_at: exportedAt, account: await readAccount(userId) };
  return {
    type: "application/json",
    filename: `latchkey-data-${exportedAt.slice(0, 10)}.json`,
    pieces: write(userId, head),
  };
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
