import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { OAuthAppUser } from "./app-contract";
import { findApp } from "./apps";

type Row = { id: string; email: string; name: string; createdAt: Date };

/**
 * Members of the organization who let the app act for them there, last authorized first. An app's makers do not learn
 * who else uses it, until that user tells them.
 */
export async function listAppUsers(
  principal: Principal,
  clientId: string,
  { limit, cursor }: Page,
): Promise<{ data: OAuthAppUser[]; next_cursor: string | null }> {
  await findApp(principal, clientId);
  const { clock, database } = runtime();
  const after = cursor === undefined ? null : decodeCursor(cursor);
  const { rows } = await database.pool.query<Row>(
    `SELECT u.id, u.email, u.name, max(a.created_at) AS "createdAt"
       FROM oauth_artifacts a
       JOIN memberships m ON m.user_id = a.user_id AND m.organization_id = a.organization_id
       JOIN users u ON u.id = a.user_id
      WHERE a.model = 'Grant' AND a.client_id = $1 AND a.organization_id = $2 AND a.expires_at > $3
      GROUP BY u.id
     HAVING $4::timestamptz IS NULL OR (max(a.created_at), u.id) < ($4, $5)
      ORDER BY max(a.created_at) DESC, u.id DESC
      LIMIT $6`,
    [clientId, principal.organizationId, new Date(clock.now()), after?.createdAt ?? null, after?.id ?? null, limit + 1],
  );
  const page = pageOf(rows, limit);
  const data = page.rows.map(({ id, email, name, createdAt }) => ({
    user_id: id,
    email,
    name,
    authorized_at: createdAt.toISOString(),
  }));
  return { data, next_cursor: page.next_cursor };
}
