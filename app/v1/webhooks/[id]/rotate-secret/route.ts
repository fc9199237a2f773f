import { GET } from "@/app/v1/webhooks/[id]/route";
import { throughOf } from "@/lib/features/webhooks/webhook-access";
import { rotateSecretContract } from "@/lib/features/webhooks/webhook-contract";
import { rotateSecret } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const POST = route(
  rotateSecretContract,
  ({ principal, params, body }) => rotateSecret(principal, throughOf(principal), params.id, body),
  { state: GET },
);
