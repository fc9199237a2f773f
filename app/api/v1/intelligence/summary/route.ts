import { summaryContract } from "@/lib/features/intelligence/contract";
import { summarize } from "@/lib/features/intelligence/summary";
import { route } from "@/lib/http/route";

export const POST = route(summaryContract, ({ principal, body }) => summarize(principal, body));
