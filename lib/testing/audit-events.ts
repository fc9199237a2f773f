import type { Principal } from "@/lib/access/principal";
import { actedBy, type NewEvent, recordEvent } from "@/lib/tenancy/events";
import { callApi } from "./call-api";
import type { useTestRuntime } from "./test-runtime";

/** What a key holds that reads the audit log. */
export const auditScopes: ["organization:read"] = ["organization:read"];

/** Records events of a type that nothing else makes in a test, each a second after the one before, and reads them as callers do. */
export function eventsOf({ clock, open }: ReturnType<typeof useTestRuntime>) {
  async function record(principal: Principal, event: Partial<NewEvent> = {}): Promise<string> {
    clock.advance(1_000);
    return open().database.prisma.$transaction((tx) =>
      recordEvent(tx, { ...actedBy(principal), type: "webhook.test", data: {}, ...event }),
    );
  }
  const list = async (token: string, query = "") => (await callApi(`GET /v1/events${query}`, { token })).json;
  const idsOf = async (token: string, query = "?type=webhook.test") =>
    (await list(token, query)).data.map(({ id }: { id: string }) => id);
  return { record, list, idsOf };
}
