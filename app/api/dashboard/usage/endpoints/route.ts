import { endpointsContract } from "@/lib/features/usage/contract";
import { findEndpoints } from "@/lib/features/usage/endpoints";
import { route } from "@/lib/http/route";

export const GET = route(endpointsContract, ({ principal, query }) => findEndpoints(principal, query));
