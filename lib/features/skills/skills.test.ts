import { expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { skills } from "./skills";

useTestRuntime();

test("skills are listed from Pro upwards; below, a 403 names the way to upgrade", async () => {
  for (const plan of ["free", "starter"] as const) {
    const { token } = await createUser({ plan });
    const refused = await callApi("GET /api/skills", { token });
    expect(refused.status).toBe(403);
    expect(refused.json).toEqual({ error: { code: "UPGRADE_REQUIRED", message: expect.stringContaining("/pricing") } });
  }
  for (const plan of ["pro", "business", "lifetime", "enterprise"] as const) {
    const { token } = await createUser({ plan });
    const allowed = await callApi("GET /api/skills", { token });
    expect(allowed.status).toBe(200);
    expect(allowed.json).toEqual({ data: skills, next_cursor: null });
  }
});
