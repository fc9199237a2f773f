import { createApiKeyContract } from "@/lib/features/api-keys/contract";
import { createApiKey } from "@/lib/features/api-keys/create-key";
import { route } from "@/lib/http/route";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";

/** A process of its own that creates one API key, for tests that kill it: by `TOKEN`, with the `IDEMPOTENCY_KEY`. */
export async function createKeyInProcess(env: NodeJS.ProcessEnv): Promise<void> {
  await openRuntime(readSettings(env));
  const create = route(createApiKeyContract, ({ principal, body }) => createApiKey(principal, body));
  const request = () =>
    new Request(`http://localhost:3000${createApiKeyContract.path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${env.TOKEN}`,
        "content-type": "application/json",
        "idempotency-key": String(env.IDEMPOTENCY_KEY),
      },
      body: JSON.stringify({ name: "Laptop" }),
    });
  // On a busy machine a first try may find no connection in time.
  for (let status = 503; status === 503; ) ({ status } = await create(request()));
}
