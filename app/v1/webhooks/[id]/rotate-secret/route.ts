import { rotateSecretContract } from "@/lib/features/webhooks/contract";
import { rotateSecret } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const POST = route(rotateSecretContract, ({ principal, params, body }) =>
  rotateSecret(principal, "prompts", params.id, body),
);
