import "server-only";
import { hash, randomUUID } from "node:crypto";
import type pg from "pg";
import { isUniqueViolation } from "@/lib/platform/database";
import { type BudgetColumn, budgetBuckets, budgetsSql } from "./budget-windows";
import {
  type CredentialRecord,
  isCustomerSuspended,
  tenantAliases,
  type UserRow,
  userPrincipal,
} from "./credential-record";
import { customerCredits, memberCustomerJoinSql, memberCustomerSql } from "./customer-record";
import { externalAddress } from "./external-address";

/** Whom a verified token of a trusted issuer names. */
export type ExternalSubject = { issuer: string; subject: string; name: string | null };

/**
 * Loads the user that a trusted issuer's subject stands for, as the owner of a tenant of their own. On first sight both
 * are created, once, however many requests come first at the same time. Null when the user exists and is no member any
 * more, and for a new subject where the issuer may create none.
 */
export type LoadExternalUser = (external: ExternalSubject, mayCreate: boolean) => Promise<CredentialRecord | null>;

/** Loads from `pool`; what is known of a subject is one question, and the requests of its first moment make it together. */
export function externalUsers(pool: pg.Pool): LoadExternalUser {
  const underWay = new Map<string, Promise<void>>();

  /** Who comes meanwhile waits for the first, and not for its locks on a connection of their own. */
  function createOnce(external: ExternalSubject): Promise<void> {
    const name = nameOf(external);
    const known = underWay.get(name);
    if (known) return known;
    const making = createUnlessKnown(pool, external).finally(() => underWay.delete(name));
    underWay.set(name, making);
    return making;
  }

  return async (external, mayCreate) => {
    const known = await readMember(pool, external);
    if (known || !mayCreate) return known && recordOf(known, external);
    await createOnce(external);
    const made = await readMember(pool, external);
    return made && recordOf(made, external);
  };
}

type MemberRow = UserRow & BudgetColumn & { suspended: boolean };

function recordOf(row: MemberRow, external: ExternalSubject): CredentialRecord {
  const { customer_id: customerId, organization_id: organizationId } = row;
  return {
    principal: userPrincipal(row, { kind: "external-jwt", credentialId: external.issuer }),
    expiresAtMs: null,
    revoked: row.suspended || isCustomerSuspended(row),
    addressLists: [],
    keyLimits: [],
    credits: customerCredits(row, "production"),
    budgets: budgetBuckets(row, { organizationId, environment: "production", customerId: customerId ?? undefined }),
    subjects: [`user:${row.user_id}`, `org:${organizationId}`, ...(customerId ? [`customer:${customerId}`] : [])],
    lastUseNotedMs: 0,
  };
}

async function readMember(pool: pg.Pool, external: ExternalSubject): Promise<MemberRow | null> {
  const { rows } = await pool.query<MemberRow>(
    `SELECT u.id AS user_id, o.id AS organization_id, o.plan, o.limit_overrides, m.role, FALSE AS instance_admin,
            u.suspended_at IS NOT NULL AS suspended, ${budgetsSql}, ${tenantAliases}, ${memberCustomerSql}
       FROM identities i JOIN users u ON u.id = i.user_id
       JOIN memberships m ON m.user_id = u.id AND m.organization_id = u.id
       JOIN organizations o ON o.id = m.organization_id
       ${memberCustomerJoinSql}
      WHERE i.provider = $1 AND i.subject = $2`,
    [external.issuer, external.subject],
  );
  return rows[0] ?? null;
}

/** The issuer is a URL and holds no space: no two pairs make one text. */
const nameOf = ({ issuer, subject }: ExternalSubject) => `${issuer} ${subject}`;

async function isKnown(pool: pg.Pool, { issuer, subject }: ExternalSubject): Promise<boolean> {
  const { rowCount } = await pool.query("SELECT 1 FROM identities WHERE provider = $1 AND subject = $2", [
    issuer,
    subject,
  ]);
  return rowCount === 1;
}

/** One statement, so all or nothing; of two at once, one fails on the address or the identity and finds what the other made. */
const createSql = `
  WITH person AS (
    INSERT INTO users (id, email, name, updated_at) VALUES ($1, $2, $3, now()) RETURNING id
  ), tenant AS (
    INSERT INTO organizations (id, name) SELECT id, $4 FROM person RETURNING id
  ), member AS (
    INSERT INTO memberships (organization_id, user_id, role) SELECT tenant.id, person.id, 'owner' FROM tenant, person
  )
  INSERT INTO identities (provider, subject, user_id) SELECT $5, $6, id FROM person`;

/** Of a subject whose user is no member any more there is one. */
async function createUnlessKnown(pool: pg.Pool, external: ExternalSubject): Promise<void> {
  if (await isKnown(pool, external)) return;
  const { issuer, subject, name } = external;
  const shown = name ?? `User of ${new URL(issuer).host}`.slice(0, 100);
  // What the token calls an email address is not ours to believe; an account here that has it stays its owner's.
  const email = externalAddress(hash("sha256", nameOf(external)).slice(0, 32));
  try {
    await pool.query(createSql, [randomUUID(), email, shown, `${shown}'s organization`, issuer, subject]);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}
