import { beforeAll, vi } from "vitest";
import { holdRuntime } from "@/lib/open-runtime";
import { runCommand } from "@/scripts/commands/run-command";
import { callApi } from "./call-api";
import { environmentOf } from "./child-process";
import { createUser, type TestUser } from "./factories";
import { useTestRuntime } from "./test-runtime";

type Place = Parameters<typeof runCommand>[2];

/** A runtime beside which a test file runs the operator's commands, with an administrator. */
export function useOperatorCommands() {
  const { clock, open } = useTestRuntime();
  let administrator: TestUser;

  beforeAll(async () => {
    // A command has the machine's clock.
    clock.set(Date.now());
    administrator = await createUser();
  });

  /** Runs a command with a runtime of its own, beside that of the test, as beside a server. */
  async function run(args: readonly string[], place?: Place) {
    try {
      return await runCommand(args, environmentOf(open().settings), place);
    } finally {
      holdRuntime(open());
    }
  }

  return {
    clock,
    open,
    run,
    administrator: () => administrator,
    /** Runs it for a program. */
    async json(...args: string[]) {
      const { stdout, ...rest } = await run([...args, "--json"]);
      return { ...rest, ...JSON.parse(stdout) };
    },
    eventsOf: (organizationId: string, type: string) =>
      open().database.prisma.event.findMany({ where: { organizationId, type }, orderBy: { createdAt: "asc" } }),
  };
}

/** As long as a slow machine may take; the promise of a second is tested where it is made. */
export const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 50_000, interval: 100 });

/** What a token is answered. */
export const statusOf = async (token: string, target = "GET /api/user/me") => (await callApi(target, { token })).status;
