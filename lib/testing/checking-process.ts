import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";

/**
 * A process of its own that checks credentials as fast as it can. `/known` says whether the bearer token in the body passes;
 * `/until-ended` answers once it does not, with that moment in milliseconds since the epoch and how often it was checked.
 */
export async function startCheckingProcess(env: NodeJS.ProcessEnv): Promise<number> {
  const { directory } = await openRuntime(readSettings(env));

  async function untilEnded(token: string): Promise<{ atMs: number; checks: number }> {
    for (let checks = 1; ; checks += 1) {
      const checked = directory.checkBearer(token);
      const { ok } = checked instanceof Promise ? await checked : checked;
      if (!ok) return { atMs: Date.now(), checks };
      await nextTurn();
    }
  }

  const server = createServer(async (request, response) => {
    const token = await text(request);
    const answer = request.url === "/known" ? { ok: (await directory.checkBearer(token)).ok } : await untilEnded(token);
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
