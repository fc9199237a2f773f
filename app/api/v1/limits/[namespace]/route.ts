import { deleteNamespaceContract, namespaceContract, putNamespaceContract } from "@/lib/features/limits/contract";
import { deleteNamespace, putNamespace, readNamespace } from "@/lib/features/limits/namespaces";
import { route } from "@/lib/http/route";

export const GET = route(namespaceContract, ({ principal, params }) => readNamespace(principal, params.namespace));
export const PUT = route(
  putNamespaceContract,
  ({ principal, params, body }) => putNamespace(principal, params.namespace, body),
  { state: GET },
);
export const DELETE = route(
  deleteNamespaceContract,
  ({ principal, params }) => deleteNamespace(principal, params.namespace),
  { state: GET },
);
