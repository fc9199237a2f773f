import { productIds, productOf } from "@/lib/access/catalogue";
import type { UsageDimension } from "./contract";

const names: Partial<Record<UsageDimension, Record<string, string>>> = {
  environment: { production: "Production", development: "Development" },
  kind: { api_key: "API keys", token: "Personal access tokens", oauth_app: "OAuth apps", session: "Sessions" },
  status: {
    "2xx": "Succeeded (2xx)",
    "3xx": "Redirected (3xx)",
    "4xx": "Client errors (4xx)",
    "429": "Rate limited (429)",
    "5xx": "Server errors (5xx)",
  },
};

/** What people call a value of a dimension; the value itself where it has no other name. */
export function nameOfValue(dimension: UsageDimension, value: string): string {
  if (dimension === "product") return productIds().includes(value) ? productOf(value).label : value;
  return names[dimension]?.[value] ?? value;
}
