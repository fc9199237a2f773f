import { createServer } from "node:http";
import { readAuthorization } from "@/lib/http/bearer";
import { bucketsOf } from "@/lib/http/request-buckets";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";

/** Our check, limits and meter over bare node:http, without Next: what the gate costs apart from the framework around it. */
export async function serveOurCheck(env: NodeJS.ProcessEnv) {
  const runtime = await openRuntime(readSettings(env));
  return createServer(async (request, response) => {
    const authorization = readAuthorization(request.headers.authorization ?? null);
    const token = authorization.sent ? authorization.token : null;
    const check = token === null ? null : await runtime.directory.checkBearer(token);
    let status = 401;
    if (check?.ok) {
      const decision = await runtime.limiter.decide(bucketsOf("prompts", check.record, null));
      status = decision.allowed ? 200 : 429;
      const { organizationId, environment, credentialId } = check.record.principal;
      runtime.ledger.answered({
        organizationId,
        environment,
        credentialId,
        product: "prompts",
        endpoint: "GET /v1/prompts/{id}",
        status,
        atMs: decision.atMs,
      });
    }
    response.statusCode = status;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: status === 200 }));
  });
}
