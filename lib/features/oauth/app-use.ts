import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { OAuthAppSecret } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";

/** How many users let an app act for them, and when it was last given something. */
export type AppUse = { client_id: string; users: number; last_at: Date | null };

/** The use of each of these apps; none for apps that hold nothing. */
export async function usesOf(clientIds: string[]): Promise<Map<string, AppUse>> {
  const { rows } = await runtime().database.pool.query<AppUse>(
    `SELECT client_id, count(DISTINCT user_id) FILTER (WHERE model = 'Grant')::int AS users,
            max(created_at) FILTER (WHERE model <> 'RegistrationAccessToken') AS last_at
       FROM oauth_artifacts WHERE client_id = ANY($1) GROUP BY client_id`,
    [clientIds],
  );
  return new Map(rows.map((use) => [use.client_id, use]));
}

/** When an app was last used, ISO 8601: tokens are forgotten when they have ended, a secret's last use is not. */
export function lastUseOf(secrets: readonly OAuthAppSecret[], use: AppUse | undefined): string | null {
  const times = [use?.last_at, ...secrets.map(({ lastUsedAt }) => lastUsedAt)].flatMap((at) => at?.getTime() ?? []);
  return times.length > 0 ? wholeSecond(new Date(Math.max(...times))) : null;
}
