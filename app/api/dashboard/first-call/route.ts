import { firstCallContract } from "@/lib/features/first-call/contract";
import { getFirstCall } from "@/lib/features/first-call/first-call";
import { route } from "@/lib/http/route";

export const GET = route(firstCallContract, ({ principal, query }) => getFirstCall(principal, query.key_id));
