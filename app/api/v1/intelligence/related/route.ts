import { relatedMemoriesContract } from "@/lib/features/intelligence/contract";
import { findRelated } from "@/lib/features/intelligence/related";
import { route } from "@/lib/http/route";

export const POST = route(relatedMemoriesContract, ({ principal, body }) => findRelated(principal, body));
