import { afterAll, describe, expect, it } from "vitest";
import { openRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { claimTestPlace } from "@/lib/testing/test-place";
import { patientLimits, useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();
const closings: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closings) await close();
});

describe("a question whose limits cannot be asked", () => {
  it.each(["/api/v1/forward-auth?scope=prompts:read", "/v1/prompts"])(
    "is answered 503 with the time to try again, and counted for whom it was asked: GET %s",
    async (path) => {
      const { database, settings } = open();
      const owner = await createUser();
      const { secret } = await createKey(owner, { scopes: ["prompts:read"] });
      const row = await claimTestPlace(settings.databaseUrl, false);
      const process = await openRuntime(settings, {
        row,
        log: () => undefined,
        clock: open().clock,
        databaseLimits: patientLimits,
      });
      closings.push(() => process.close());
      // What it has no place for any more, it must not count.
      await row.leave();
      const answer = await callApi(`GET ${path}`, { token: secret });
      expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([503, true]);
      await process.flush();
      const { rows } = await database.pool.query(
        "SELECT status_class, requests::int FROM usage_minutes WHERE organization_id = $1",
        [owner.principal.organizationId],
      );
      expect(rows).toEqual([{ status_class: "5xx", requests: 1 }]);
    },
  );
});
