import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-plan-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** Runs the command as an operator would, on this test's database. */
async function runPlan(args: readonly string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, LATCHKEY_DATA_DIR: dataDir, DATABASE_URL: open().settings.databaseUrl, ...environment };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["scripts/plan.mjs", ...args], { env });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

describe("npm run plan", { timeout: 60_000 }, () => {
  it("changes the plan by email address, and the running process learns it", async () => {
    const user = await createUser();
    const { code, output } = await runPlan([user.email.toUpperCase(), "pro"]);
    expect([code, output]).toEqual([0, expect.stringContaining("is on the Pro plan now; it was on Free.")]);
    await vi.waitFor(async () => {
      const check = await open().directory.checkBearer(user.token);
      expect(check.record?.principal.plan).toBe("pro");
    });
  });

  it("changes the plan by the organization's identifier", async () => {
    const user = await createUser();
    expect(await runPlan([user.id, "enterprise"])).toMatchObject({ code: 0 });
    const stored = await open().database.prisma.organization.findUniqueOrThrow({ where: { id: user.id } });
    expect(stored.plan).toBe("enterprise");
  });

  it("refuses an unknown plan and an unknown organization in one line that lists the plans", async () => {
    const { email } = await createUser();
    for (const args of [[email, "platinum"], ["nobody@example.test", "pro"], [], [email, "pro", "now"]]) {
      const { code, output } = await runPlan(args);
      expect(code).toBe(1);
      expect(output.trim()).toMatch(
        /^The plan was not changed: .*free.*starter.*pro.*business.*lifetime.*enterprise.*$/,
      );
    }
  });

  it("says so where nothing was ever started, and makes no database", async () => {
    const { code, output } = await runPlan(["a@example.test", "pro"], { DATABASE_URL: "" });
    expect([code, output.trim()]).toEqual([1, expect.stringContaining("run npm start first")]);
  });
});
