import "server-only";
import type { Database } from "@/lib/platform/database";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";
import { maximumNetworks } from "./alert-kinds";
import type { Finding } from "./finding";

/** Remembers from which networks credentials are used, in memory and in `credential_networks`. */
export type NetworkBook = {
  /** Notes a use; does no I/O. `finding` is what to tell should the network be new. */
  note(finding: Finding, network: string): void;
  /** Writes what was noted down, and tells `find` of each network that is not its credential's first. */
  flush(find: (finding: Finding) => void): Promise<void>;
};

const maxKnown = 100_000;
const maxPending = 10_000;
const batchSize = 1_000;

export function createNetworkBook({ pool }: Database): NetworkBook {
  /** Seen and written before; forgetting one costs a statement and nothing else. */
  const known = leastRecentlyUsed<true>(maxKnown);
  const pending = new Map<string, { finding: Finding; network: string }>();

  return {
    note(finding, network) {
      const key = `${finding.watchKey} ${network}`;
      if (known.get(key) || pending.size >= maxPending) return;
      if (!pending.has(key)) pending.set(key, { finding, network });
    },
    async flush(find) {
      const batch = [...pending].slice(0, batchSize);
      if (batch.length === 0) return;
      const noted = batch.map(([, { finding, network }]) => ({ finding, network }));
      const { rows } = await pool.query<{ credential_id: string; network: string; had: number }>(
        `WITH noted AS (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $5::text[], $6::text[], $7::text[])
                        AS noted (credential_id, network, at_ms, organization_id, user_id, app_id)),
              had AS (SELECT credential_id, count(*)::int AS networks FROM credential_networks
                       WHERE credential_id IN (SELECT credential_id FROM noted) GROUP BY credential_id),
              added AS (INSERT INTO credential_networks (credential_id, network, first_seen_at, organization_id, user_id, app_id)
                        SELECT noted.credential_id, noted.network, to_timestamp(noted.at_ms / 1000.0),
                               noted.organization_id, noted.user_id, noted.app_id
                          FROM noted LEFT JOIN had USING (credential_id)
                         WHERE coalesce(had.networks, 0) < $4
                         ORDER BY 1, 2 -- the same order in every process: no deadlock
                        ON CONFLICT DO NOTHING RETURNING credential_id, network)
         SELECT added.*, coalesce(had.networks, 0) AS had FROM added LEFT JOIN had USING (credential_id)`,
        [
          noted.map(({ finding }) => finding.watchKey),
          noted.map(({ network }) => network),
          noted.map(({ finding }) => finding.atMs),
          maximumNetworks,
          ...ownersOf(noted.map(({ finding }) => finding)),
        ],
      );
      const added = new Map(rows.map((row) => [`${row.credential_id} ${row.network}`, row.had]));
      const begun = new Set<string>();
      for (const [key, { finding }] of batch) {
        pending.delete(key);
        known.set(key, true);
        const had = added.get(key);
        if (had === undefined) continue;
        // The first network of a credential is where it lives; of two at once, the first that was noted.
        const isFirst = had === 0 && !begun.has(finding.watchKey);
        begun.add(finding.watchKey);
        if (!isFirst) find({ ...finding, details: { ...finding.details, known_networks: Math.max(had, 1) } });
      }
    },
  };
}

/** Organizations, users and apps by whose end the networks of sessions and OAuth apps go; keys and tokens are named already. */
function ownersOf(findings: readonly Finding[]): (string | null)[][] {
  const owned = ({ credentialType }: Finding) => credentialType === "session" || credentialType === "oauth_app";
  return [
    findings.map((finding) => (owned(finding) ? finding.organizationId : null)),
    findings.map((finding) => (owned(finding) ? finding.userId : null)),
    findings.map((finding) => (finding.credentialType === "oauth_app" ? finding.credentialId : null)),
  ];
}
