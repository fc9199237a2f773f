import "server-only";
import {
  type CredentialFormat,
  type Environment,
  keyFormatOf,
  type ProductId,
  productOfScope,
  type ScopeId,
} from "@/lib/access/catalogue";
import { generateCredential, hashCredential, hintOf, publicPrefixOf } from "@/lib/access/credential-format";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { invalidField } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import type { CreatedApiKey, NewApiKey } from "./contract";
import { boundBy } from "./key-bounds";
import { recordKeyEvent } from "./key-events";
import { holdRights, requireReach } from "./key-reach";
import { createdViewOf } from "./key-view";

/** Creates an API key and returns its secret, this once (contract section 5). */
export async function createApiKey(principal: Principal, wanted: NewApiKey): Promise<CreatedApiKey> {
  requireOwnTenant(principal, wanted.tenantId);
  const rights = resolveRights(wanted);
  requireReach(principal, rights);
  const nowMs = runtime().clock.now();
  const { row, secret } = await inTransaction(runtime(), async (tx) => {
    requireReach(await holdRights(tx, principal), rights);
    const bounds = await boundBy(tx, principal, {
      ipAllowlist: wanted.ip_allowlist ?? [],
      rateLimitPerMinute: wanted.rate_limit ?? null,
      expiresAt: wanted.expires_in_days === undefined ? null : new Date(nowMs + wanted.expires_in_days * dayMs),
    });
    const made = await insertKey(tx, nowMs, {
      ...rights,
      ...bounds,
      organizationId: principal.organizationId,
      createdById: principal.userId,
      name: wanted.name,
    });
    await recordKeyEvent(tx, principal, "key.created", made.row);
    return made;
  });
  return createdViewOf(principal, row, secret, nowMs);
}

type Rights = { product: ProductId; environment: Environment; scopes: ScopeId[] };

/** Product, environment and scopes from what was named: the product that owns the scopes, or the tunnel's when neither is. */
function resolveRights({ product, environment, scopes }: NewApiKey): Rights {
  const owners = [...new Set((scopes ?? []).map(productOfScope))];
  if (owners.length > 1) throw invalidField("scopes", `belong to more than one product: ${owners.join(", ")}`);
  const owner = owners[0];
  if (owner && product && owner !== product) throw invalidField("scopes", `belong to ${owner}, not to ${product}`);
  const chosen = owner ?? product ?? (environment === undefined ? "tunnel" : undefined);
  if (chosen === undefined) throw invalidField("scopes", "name the scopes of the key");
  const format = keyFormatOf(chosen, environment ?? "production");
  if (!format) throw invalidField("environment", `${chosen} keys have no ${environment} environment`);
  if (chosen !== "tunnel" && owner === undefined) throw invalidField("scopes", `name the scopes of the ${chosen} key`);
  return { product: chosen, environment: format.environment, scopes: [...new Set(scopes ?? [])] };
}

export type KeyFields = Pick<
  ApiKeyRow,
  "organizationId" | "createdById" | "name" | "ipAllowlist" | "rateLimitPerMinute" | "expiresAt" | "scopes"
> & { product: ProductId; environment: Environment };

/** Stores a new key under the hash of a fresh secret. */
export async function insertKey(
  tx: PrismaSession,
  nowMs: number,
  fields: KeyFields,
): Promise<{ row: ApiKeyRow; secret: string }> {
  const format = formatFor(fields);
  const secret = generateCredential(format);
  const row = await tx.apiKey.create({
    data: {
      ...fields,
      id: newId("key"),
      keyPrefix: publicPrefixOf(secret, format),
      secretHash: hashCredential(secret, runtime().settings.keyPepper),
      secretHint: hintOf(secret, format),
      createdAt: new Date(nowMs),
    },
  });
  return { row, secret };
}

function formatFor({ product, environment }: KeyFields): CredentialFormat {
  const format = keyFormatOf(product, environment);
  if (!format) throw new Error(`no key format for ${product} in ${environment}`);
  return format;
}
