import { resetContract } from "@/lib/features/limits/contract";
import { resetIdentifier } from "@/lib/features/limits/namespaces";
import { route } from "@/lib/http/route";

export const POST = route(resetContract, ({ principal, params, body }) =>
  resetIdentifier(principal, params.namespace, body),
);
