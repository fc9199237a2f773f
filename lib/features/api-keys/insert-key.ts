import "server-only";
import { type CredentialFormat, type Environment, keyFormatOf, type ProductId } from "@/lib/access/catalogue";
import { generateCredential, hintOf, publicPrefixOf } from "@/lib/access/credential-format";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { insertRows } from "./insert-rows";

export type KeyFields = Pick<
  ApiKeyRow,
  | "organizationId"
  | "createdById"
  | "createdByKeyId"
  | "createdByTokenId"
  | "vouchedById"
  | "name"
  | "ipAllowlist"
  | "rateLimitPerMinute"
  | "expiresAt"
  | "lifetimeSeconds"
  | "scopes"
> &
  Partial<Pick<ApiKeyRow, "description" | "tags" | "disabledAt" | "notBefore" | "allowedOrigins">> & {
    metadata?: Prisma.InputJsonObject;
    windows?: Prisma.InputJsonArray;
    product: ProductId;
    environment: Environment;
    managedProducts?: string[];
    customerId?: string | null;
    /** The line that a rotation goes on with; a line of its own where absent. */
    lineId?: string;
  };

/** Stores a new key under the hash of a fresh secret. */
export async function insertKey(
  tx: PrismaSession,
  nowMs: number,
  fields: KeyFields,
): Promise<{ row: ApiKeyRow; secret: string }> {
  const { data, secret } = freshKey(nowMs, fields);
  return { row: await tx.apiKey.create({ data }), secret };
}

/** Stores new keys by one statement, each under the hash of a fresh secret, and returns them in their order. */
export async function insertKeys(
  tx: PrismaSession,
  nowMs: number,
  wanted: readonly KeyFields[],
): Promise<{ row: ApiKeyRow; secret: string }[]> {
  const fresh = wanted.map((fields) => freshKey(nowMs, fields));
  const stored = fresh.map(({ data: { keyPrefix, secretHash, ...data } }) => ({
    ...data,
    start: keyPrefix,
    hashes: [secretHash],
  }));
  await insertRows(tx, { createdAt: new Date(nowMs), importedAt: null }, stored);
  const rows = await tx.apiKey.findMany({ where: { id: { in: stored.map(({ id }) => id) } } });
  const rowBy = new Map(rows.map((row) => [row.id, row]));
  return fresh.map(({ data: { id }, secret }) => {
    const row = rowBy.get(id);
    if (!row) throw new Error("a key that was stored did not come back");
    return { row, secret };
  });
}

function freshKey(nowMs: number, fields: KeyFields) {
  const format = formatFor(fields);
  const secret = generateCredential(format);
  const id = newId("key");
  const data = {
    lineId: id,
    ...fields,
    id,
    keyPrefix: publicPrefixOf(secret, format),
    secretHash: runtime().peppers.hash(secret),
    secretHint: hintOf(secret, format),
    createdAt: new Date(nowMs),
  };
  return { data, secret };
}

function formatFor({ product, environment }: KeyFields): CredentialFormat {
  const format = keyFormatOf(product, environment);
  if (!format) throw new Error(`no key format for ${product} in ${environment}`);
  return format;
}
