import type { Environment, PlanId } from "@/lib/access/catalogue";

/** An organization whose pages are filled, with who does what in it. */
export type DemoPlace = { id: string; ownerId: string; plan: PlanId; nowMs: number; ageDays: number };

/** A key of it as it was stored. */
export type PlacedKey = {
  id: string;
  name: string;
  product: string;
  environment: Environment;
  secretHint: string;
  createdAt: Date;
  revokedAt: Date | null;
  replacedById: string | null;
  createdById: string | null;
  lastUsedAt: Date | null;
};

/** Where the demo's people sit. */
export const client = {
  address: "203.0.113.24",
  user_agent:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
} as const;
