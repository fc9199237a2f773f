import type { ProductDefinition } from "@/access.config";

/** A product as an operator adds one, with keys, two scopes and two plans' limits. */
export const ownProduct: ProductDefinition = {
  label: "Images",
  description: "Albums and what is in them.",
  basePaths: [],
  counts: "organization",
  headline: "minute",
  limits: { free: { perMinute: 6, burst: 3 }, pro: { perMinute: 120, burst: 20 } },
  keys: { production: "img_live_", development: "img_test_", randomLength: 32 },
  scopes: [
    { id: "images:read", description: "See images", access: "read" },
    { id: "images:write", description: "Add images", access: "write", minimumRole: "admin" },
  ],
};
