import type { Verifier } from "./verifier";
import { answerVerified, type WebRequirements } from "./web";

/** What is used of Hono's context. */
type Context = { req: { raw: Request; header(name: string): string | undefined }; res: Response };

/**
 * Middleware for Hono 4: lets a request pass whose key fulfils the requirements, and answers every other one. `ip` tells
 * the caller's address, such as `(c) => c.req.header("cf-connecting-ip")`; `verdictOf(c.req.raw)` whose request it is.
 */
export function requireKey<C extends Context>(verifier: Verifier, { ip, ...requirements }: WebRequirements<C> = {}) {
  return async (context: C, next: () => Promise<void>): Promise<void> => {
    // Hono takes what stands here, and not what a middleware returns once another has answered.
    context.res = await answerVerified(verifier, context.req.raw, requirements, ip?.(context), async () => {
      await next();
      return context.res;
    });
  };
}
