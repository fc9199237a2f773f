import "server-only";
import { isInRanges } from "@/lib/access/address";
import { hasFactorSql, policyStopSql, tooLongSql } from "@/lib/access/policy-rules";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { parseRange } from "@/lib/platform/address-range";
import { holdsNull } from "@/lib/platform/null-character";
import { liveTextSql } from "@/lib/tenancy/live-keys";
import { readPolicy } from "@/lib/tenancy/policy";
import type { Violation } from "./policy-contract";

type Row = {
  place: string;
  kind: Violation["kind"];
  id: string;
  name: string;
  owner: string | null;
  endless: boolean;
  /** When the policy ends it; null where its life is not what breaks the policy, or where no date is named. */
  stops_at: Date | null;
  too_long: boolean;
  last_used_ip: string | null;
};

/** Members first, then tokens, then keys: `place` orders them, and names where a page ends. */
const sql = `
  WITH p AS (SELECT * FROM organization_policies WHERE organization_id = $1), broken AS (
    SELECT 'a' || m.user_id AS place, 'member' AS kind, m.user_id AS id, u.name, u.email AS owner, FALSE AS endless,
           p.second_factor_from AS stops_at, FALSE AS too_long, NULL AS last_used_ip
      FROM p JOIN memberships m ON m.organization_id = p.organization_id JOIN users u ON u.id = m.user_id
     WHERE p.second_factor_from IS NOT NULL AND NOT ${hasFactorSql("u.id")}
    UNION ALL
    SELECT 'b' || t.id, 'token', t.id, t.name, u.email, FALSE, ${policyStopSql("t", "token")}, TRUE, NULL
      FROM p JOIN personal_access_tokens t ON t.organization_id = p.organization_id JOIN users u ON u.id = t.user_id
     WHERE ${liveTextSql("t", "$2")} AND ${tooLongSql("t", "token")}
    UNION ALL
    SELECT 'c' || k.id, 'api_key', k.id, k.name, u.email, k.expires_at IS NULL, ${policyStopSql("k", "key")},
           ${tooLongSql("k", "key")}, CASE WHEN cardinality(p.allowed_ranges) > 0 THEN k.last_used_ip END
      FROM p JOIN api_keys k ON k.organization_id = p.organization_id LEFT JOIN users u ON u.id = k.created_by_id
     WHERE ${liveTextSql("k", "$2")} AND (${tooLongSql("k", "key")} OR (cardinality(p.allowed_ranges) > 0 AND k.last_used_ip IS NOT NULL))
  )
  SELECT * FROM broken WHERE place > $3 ORDER BY place LIMIT $4`;

/** Rows read at once: of keys that were used from somewhere, we and not the database tell whether it is allowed. */
const batch = 500;

/** What of the organization breaks its policy, with the date from which that stops it; members first, then tokens, then keys. */
export async function listViolations(
  { organizationId }: Principal,
  { limit, cursor }: Page,
): Promise<{ data: Violation[]; next_cursor: string | null }> {
  const { database, clock } = runtime();
  const policy = await readPolicy(database.prisma, organizationId);
  const ranges = (policy?.allowedRanges ?? []).map(parseRange).filter((range) => range !== null);
  const from = policy?.existingCredentialsFrom ?? null;
  const found: { place: string; violation: Violation }[] = [];
  let after = cursor === undefined ? "" : placeOf(cursor);
  for (let isMore = policy !== null; isMore && found.length <= limit; ) {
    const values = [organizationId, new Date(clock.now()), after, batch];
    const { rows } = await database.pool.query<Row>(sql, values);
    for (const row of rows) {
      const isElsewhere = row.last_used_ip !== null && !isInRanges(row.last_used_ip, ranges);
      if (row.kind === "api_key" && !row.too_long && !isElsewhere) continue;
      found.push({ place: row.place, violation: violationOf(row, from) });
    }
    after = rows.at(-1)?.place ?? after;
    isMore = rows.length === batch;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ violation }) => violation),
    next_cursor: found.length > limit && last ? Buffer.from(last.place).toString("base64url") : null,
  };
}

function violationOf({ kind, id, name, owner, endless, too_long, stops_at }: Row, from: Date | null): Violation {
  const shared = { kind, id, name, owner };
  const at = (date: Date | null) => date?.toISOString() ?? null;
  if (kind === "member") return { ...shared, reason: "no_second_factor", stops_at: at(stops_at) };
  if (!too_long) return { ...shared, reason: "used_from_elsewhere", stops_at: at(from) };
  return { ...shared, reason: endless ? "no_end" : "lives_too_long", stops_at: at(stops_at) };
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString("utf8");
  if (!/^[abc]/.test(place) || holdsNull(place)) throw invalidField("cursor", "is not a cursor of this list");
  return place;
}
