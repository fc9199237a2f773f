import type { Environment, ProductId } from "@/lib/access/catalogue";

/** When of the day and week a caller calls (UTC). */
export type Rhythm = "office" | "evening" | "night" | "steady" | "spells";

/** An API key of the demo data; times in days from now. */
export type DemoKey = {
  name: string;
  product: ProductId;
  environment: Environment;
  /** Which of the product's scopes it holds, by their access; the tunnel has none. */
  rights?: "read" | "write" | "all";
  age: number;
  /** Negative: it has expired, and is still called now and then. Absent: never expires. */
  expiresIn?: number;
  revokedAgo?: number;
  /** Replaced by a successor; what calls it moves over during the grace period. */
  rotated?: { ago: number; graceDays: number };
  ipAllowlist?: readonly string[];
  /** Requests a minute. */
  rateLimit?: number;
  /** Windows of its own, as they are stored. */
  windows?: readonly { name: string; limit: number; per: string }[];
  /** How many requests it may make, begun anew each month. */
  credits?: number;
  /** Requests a day, on average. Absent: never used. */
  perDay?: number;
  rhythm?: Rhythm;
  /** Sometimes sends more than its limits take. */
  bursts?: boolean;
};
