import { listNamespacesContract } from "@/lib/features/limits/contract";
import { listNamespaces } from "@/lib/features/limits/namespaces";
import { route } from "@/lib/http/route";

export const GET = route(listNamespacesContract, ({ principal, query }) => listNamespaces(principal, query));
