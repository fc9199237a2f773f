import type { Requirements } from "./decision";
import { headerIn } from "./node-headers";
import { type NodeResponse, releaseWhenClosed } from "./release-when-over";
import { remember } from "./verified-requests";
import type { Verifier } from "./verifier";

/** What is used of Express's request, response and next. */
type Request = {
  headers: Record<string, string | string[] | undefined>;
  method: string;
  originalUrl: string;
  ip?: string | undefined;
};
type Response = NodeResponse & {
  set(headers: Record<string, string>): unknown;
  status(code: number): { json(body: unknown): unknown };
};

/**
 * Middleware for Express 4 and 5: lets a request pass whose key fulfils the requirements, and answers every other one.
 * The caller's address is Express's `req.ip`, so `trust proxy` decides about it.
 */
export function requireKey(verifier: Verifier, requirements: Requirements = {}) {
  return async (request: Request, response: Response, next: (error?: unknown) => void): Promise<void> => {
    const { headers, method, originalUrl: uri, ip } = request;
    const decision = await verifier.decide({ header: headerIn(headers), method, uri, ip }, requirements);
    response.set(decision.headers);
    if (!decision.passes) {
      response.status(decision.status).json(decision.body);
      return;
    }
    remember(request, decision.verdict);
    releaseWhenClosed(decision, response);
    next();
  };
}
