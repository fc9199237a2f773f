import { findCandidates } from "@/lib/features/customers/find-candidates";
import { findCandidatesContract } from "@/lib/features/customers/member-contract";
import { route } from "@/lib/http/route";

export const GET = route(findCandidatesContract, ({ principal, query }) => findCandidates(principal, query));
