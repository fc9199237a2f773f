import "server-only";
import { managementProduct } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import { secondsUntil } from "@/lib/features/api-keys/create-key";
import { insertKey } from "@/lib/features/api-keys/insert-key";
import type { TemplateSettings } from "@/lib/features/api-keys/template-contract";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

/** What makes keys besides people: templates, and the keys of programs that manage an organization. */

const templates: readonly { name: string; settings: TemplateSettings }[] = [
  {
    name: "Assistant of a customer",
    settings: {
      product: "prompts",
      environment: "production",
      scopes: ["prompts:read"],
      expires_in_days: 365,
      rate_limit: 120,
      tags: ["customer"],
      description: "Reads prompts, and no more",
    },
  },
  {
    name: "Nightly job",
    settings: {
      environment: "production",
      expires_in_days: 90,
      windows: [{ name: "daily", limit: 4_000, per: "1d" }],
      tags: ["batch", "night"],
    },
  },
  { name: "Try-out", settings: { environment: "development", expires_in_days: 7, metadata: { purpose: "try-out" } } },
];

/** Writes templates of new keys. */
export async function writeTemplates(
  tx: PrismaSession,
  { id: organizationId, nowMs, ageDays }: DemoPlace,
): Promise<void> {
  await tx.keyTemplate.createMany({
    data: templates.map(({ name, settings }, place) => {
      const createdAt = new Date(nowMs - Math.max(1, ageDays - 3 - 9 * place) * dayMs);
      // It is JSON: a contract's own members.
      const stored = { product: settings.product ?? null, settings: { ...settings } as object };
      return { id: newId("ktp"), organizationId, name, ...stored, createdAt, updatedAt: createdAt };
    }),
  });
}

const managementKeys = [
  {
    name: "Billing system",
    scopes: ["manage:usage:report", "manage:usage:read", "manage:customers:read"],
    products: ["prompts"],
    age: 58,
    lifeDays: 365,
    usedAgo: 0.02,
  },
  {
    name: "Customer onboarding",
    scopes: ["manage:customers:write", "manage:keys:write", "manage:portal:write"],
    age: 31,
    lifeDays: 90,
    usedAgo: 1.4,
  },
  { name: "Terraform rehearsal", scopes: ["manage:catalogue:read"], age: 6, lifeDays: 30 },
] as const;

/** Writes management keys of the organization whose owner administers the deployment. */
export async function writeManagementKeys(
  tx: PrismaSession,
  { id: organizationId, ownerId, nowMs }: DemoPlace,
): Promise<void> {
  for (const { name, scopes, age, lifeDays, ...more } of managementKeys) {
    const createdMs = nowMs - age * dayMs;
    const expiresAt = new Date(createdMs + lifeDays * dayMs);
    const { row } = await insertKey(tx, createdMs, {
      ...{ organizationId, createdById: ownerId, createdByKeyId: null, createdByTokenId: null, vouchedById: ownerId },
      ...{ name, product: managementProduct, environment: "production", scopes: [...scopes], ipAllowlist: [] },
      managedProducts: "products" in more ? [...more.products] : [],
      rateLimitPerMinute: null,
      expiresAt,
      lifetimeSeconds: secondsUntil(expiresAt, createdMs),
    });
    if (!("usedAgo" in more)) continue;
    const lastUsedAt = new Date(nowMs - more.usedAgo * dayMs);
    await tx.apiKey.update({ where: { id: row.id }, data: { lastUsedAt, lastUsedIp: "203.0.113.24" } });
  }
}
