import type { Requirements } from "./decision";
import { headerIn } from "./node-headers";
import { type NodeResponse, releaseWhenClosed } from "./release-when-over";
import { remember } from "./verified-requests";
import type { Verifier } from "./verifier";

/** What is used of Fastify's request and reply. */
type Request = {
  headers: Record<string, string | string[] | undefined>;
  method: string;
  originalUrl: string;
  ip: string;
};
type Reply = {
  raw: NodeResponse;
  headers(values: Record<string, string>): Reply;
  code(status: number): Reply;
  send(body: unknown): Reply;
};

/**
 * A hook for Fastify 4 and 5 (`onRequest` or `preHandler`): lets a request pass whose key fulfils the requirements, and
 * answers every other one. The caller's address is Fastify's `request.ip`, so `trustProxy` decides about it.
 */
export function requireKey(verifier: Verifier, requirements: Requirements = {}) {
  return async (request: Request, reply: Reply): Promise<Reply | undefined> => {
    const { headers, method, originalUrl: uri, ip } = request;
    const decision = await verifier.decide({ header: headerIn(headers), method, uri, ip }, requirements);
    reply.headers(decision.headers);
    if (!decision.passes) return reply.code(decision.status).send(decision.body);
    remember(request, decision.verdict);
    releaseWhenClosed(decision, reply.raw);
    return undefined;
  };
}
