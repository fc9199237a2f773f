import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";

/** The prompts that a caller may change and lists: their organization's, in the environment of their credential. */
export function ownPrompts({ organizationId, environment }: Principal) {
  return { organizationId, environment };
}

/** The prompts that everyone may read, with all their versions. Sandbox data is never published. */
export const publishedPrompts = { visibility: "public", environment: "production" } as const;

/** The prompts that a caller may read by id: their own and, apart from development credentials, what is published. */
export function readablePrompts(principal: Principal | null): Prisma.PromptWhereInput {
  if (!principal) return publishedPrompts;
  const own = ownPrompts(principal);
  return principal.environment === "production" ? { OR: [own, publishedPrompts] } : own;
}

/** One answer for what is not there and what is not the caller's, so that neither can be told from the other. */
export function noSuchPrompt(): ApiError {
  return new ApiError("not_found", "There is no such prompt");
}

/** The same for a version, whether it is the prompt or the version that the caller cannot see. */
export function noSuchVersion(): ApiError {
  return new ApiError("not_found", "There is no such version of a prompt");
}
