import { searchContract } from "@/lib/features/search/contract";
import { route } from "@/lib/http/route";
import { searchEverything } from "./search-everything";

export const POST = route(searchContract, ({ principal, body }) => searchEverything(principal, body));
