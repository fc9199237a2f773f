import "server-only";
import type pg from "pg";
import { type BudgetColumn, budgetBuckets, budgetsSql } from "./budget-windows";
import { isScopeId, productOfScope, type ScopeId } from "./catalogue";
import { type CredentialRecord, isCustomerSuspended, userlessPrincipal } from "./credential-record";
import { takesCustomers } from "./customer";
import { customerCredits, customerOf, type MemberCustomerColumns, memberCustomerSql } from "./customer-record";
import { type PolicyRangesRow, policyJoinSql, timedRangesOf } from "./policy-rules";
import { unattendedSql } from "./unattended";

/** Whom a verified token of a trusted issuer names, of an organization's customers, and what it says that it is for. */
export type CustomerSubject = {
  organizationId: string;
  /** What the organization calls them. */
  subject: string;
  name: string | null;
  scopes: readonly string[];
};

/** Makes a customer who is not there, once, however many ask at the same time; nobody who was deleted, nor where there is no such organization. */
export type AdmitCustomer = (wanted: Omit<CustomerSubject, "scopes">) => Promise<void>;

type SubjectRow = MemberCustomerColumns &
  BudgetColumn &
  PolicyRangesRow & {
    organization_id: string;
    plan: string;
    limit_overrides: unknown;
    unattended: boolean;
  };

/**
 * The record of a token that acts as a customer. It counts with their keys, ends with them, and holds of what it names
 * no more than a key of theirs could. Null where there is no such customer, and none was made (`admit` null: none may
 * be).
 */
export async function loadCustomerSubject(
  pool: pg.Pool,
  wanted: CustomerSubject,
  admit: AdmitCustomer | null,
): Promise<CredentialRecord | null> {
  const known = await readSubject(pool, wanted);
  if (known || !admit) return known && recordOfSubject(known, wanted.scopes);
  const { organizationId, subject, name } = wanted;
  await admit({ organizationId, subject, name });
  const made = await readSubject(pool, wanted);
  return made && recordOfSubject(made, wanted.scopes);
}

async function readSubject(pool: pg.Pool, { organizationId, subject }: CustomerSubject): Promise<SubjectRow | null> {
  const { rows } = await pool.query<SubjectRow>(
    `SELECT o.id AS organization_id, o.plan, o.limit_overrides, ${memberCustomerSql}, ${budgetsSql},
            ${unattendedSql("o.id")} AS unattended,
            p.allowed_ranges, p.prior_ranges, p.existing_credentials_from, TRUE AS made_under_policy
       FROM customers c JOIN organizations o ON o.id = c.organization_id ${policyJoinSql("o.id")}
      WHERE c.organization_id = $1 AND c.external_id = $2`,
    [organizationId, subject],
  );
  return rows[0] ?? null;
}

function recordOfSubject(row: SubjectRow, scopes: readonly string[]): CredentialRecord | null {
  const customer = customerOf(row);
  if (!customer) return null;
  const { organization_id: organizationId } = row;
  const principal = userlessPrincipal(row);
  const { environment } = principal;
  return {
    principal: {
      ...principal,
      kind: "external-jwt",
      // Tokens come and go by the minute: what stays is whose they are.
      credentialId: customer.id,
      customer,
      scopes: [...new Set(scopes)].filter(isForCustomers),
    },
    expiresAtMs: null,
    revoked: isCustomerSuspended(row) || row.unattended,
    addressLists: [],
    timedRanges: timedRangesOf(row),
    keyLimits: [],
    credits: customerCredits(row, environment),
    budgets: budgetBuckets(row, { organizationId, environment, customerId: customer.id }),
    subjects: [`customer:${customer.id}`, `org:${organizationId}`],
    lastUseNotedMs: 0,
  };
}

/** Whether a key of a customer could hold it: of a product with keys that anybody may make, and not of the organization as a whole. */
function isForCustomers(scope: string): scope is ScopeId {
  return isScopeId(scope) && !scope.startsWith("organization:") && takesCustomers(productOfScope(scope));
}
