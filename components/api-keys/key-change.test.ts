import { describe, expect, it } from "vitest";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { changeOf, draftOf, settingText } from "./key-change";

const nowMs = Date.parse("2026-06-10T12:00:00Z");
const apiKey = {
  name: "Checkout",
  scopes: ["prompts:read"],
  ipAllowlist: ["203.0.113.0/24"],
  rateLimit: 20,
  roles: [],
  windows: [{ name: "hourly", limit: 5, per: "1h" }],
  metadata: { team: 7 },
  notBefore: "2026-06-01T00:00:00.500Z",
  description: "",
  tags: ["ci"],
  allowedOrigins: [],
  enabled: true,
  expiresAt: "2026-07-01T00:00:00.000Z",
} as unknown as ApiKey;

describe("a key's settings", () => {
  it("tell windows in words, each with its name", () => {
    const windows = [...apiKey.windows, { name: "rolling", limit: 4_000, per: "10s", sliding: true as const }];
    expect(settingText("windows", { ...apiKey, windows })).toBe(
      "5 in each hour (hourly), 4,000 in any 10 seconds (rolling)",
    );
    expect(settingText("windows", { ...apiKey, windows: [] })).toBe("The plan's");
  });

  it("send what differs and nothing else", () => {
    const draft = draftOf(apiKey);
    const sent = (part: Partial<typeof draft>) => changeOf({ ...draft, ...part }, apiKey, nowMs);
    expect(sent({})).toEqual({});
    expect(sent({ name: "Checkout 2" })).toEqual({ name: "Checkout 2" });
    expect(
      sent({
        ip_allowlist: "",
        rate_limit: " ",
        expires_in_days: { preset: "never", date: "" },
        scopes: { preset: "custom", chosen: ["prompts:write"] },
      }),
    ).toEqual({ ip_allowlist: [], rate_limit: null, expires_in_days: null, scopes: ["prompts:write"] });
    expect(
      sent({ description: " Nightly ", tags: "ci, team:data", enabled: false, allowed_origins: "https://a.test" }),
    ).toEqual({
      description: "Nightly",
      tags: ["ci", "team:data"],
      enabled: false,
      allowed_origins: ["https://a.test"],
    });
    expect(sent({ windows: "hourly 5/1h\nrolling 20/10s sliding", metadata: '{"team": 8}', not_before: "" })).toEqual({
      windows: [
        { name: "hourly", limit: 5, per: "1h" },
        { name: "rolling", limit: 20, per: "10s", sliding: true },
      ],
      metadata: { team: 8 },
      not_before: null,
    });
    expect(sent({ roles: ["viewer"], windows: "", metadata: "" })).toEqual({
      roles: ["viewer"],
      windows: [],
      metadata: {},
    });
    expect(sent({ expires_at: "2026-08-01T12:00", expires_in_days: { preset: "30", date: "" } })).toEqual({
      expires_at: "2026-08-01T12:00:00.000Z",
    });
    expect(sent({ expires_in_days: { preset: "30", date: "" } })).toEqual({ expires_in_days: 30 });
  });
});
