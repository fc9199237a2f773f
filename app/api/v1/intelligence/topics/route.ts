import { topicsContract } from "@/lib/features/intelligence/contract";
import { findTopics } from "@/lib/features/intelligence/topics";
import { route } from "@/lib/http/route";

export const POST = route(topicsContract, ({ principal, body }) => findTopics(principal, body));
