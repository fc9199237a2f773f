import { credentialsContract } from "@/lib/features/usage/contract";
import { findCredentials } from "@/lib/features/usage/credentials";
import { route } from "@/lib/http/route";

export const GET = route(credentialsContract, ({ principal, query }) => findCredentials(principal, query));
