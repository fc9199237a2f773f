import { expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { getQuotas } from "./quotas";

useTestRuntime();

it("shows the documented number of each window, what was counted in it, and how many may come back to back", async () => {
  const user = await createUser();
  for (let count = 0; count < 12; count++) {
    expect((await callApi("GET /api/v1/memories", { token: user.token })).status).toBe(200);
  }
  const { quotas } = await getQuotas(user.principal);
  const quotaOf = (environment: string) =>
    quotas.find((quota) => quota.product === "memory" && quota.environment === environment);
  expect(quotaOf("production")).toMatchObject({
    burst: 20,
    windows: [
      { name: "minute", limit: 10, used: 12 },
      { name: "month", limit: 1_000, used: 12 },
    ],
  });
  expect(quotaOf("development")?.windows.map(({ used }) => used)).toEqual([0, 0]);
});
