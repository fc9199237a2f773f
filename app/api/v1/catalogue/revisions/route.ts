import { listRevisionsContract } from "@/lib/features/catalogue/contract";
import { listRevisions } from "@/lib/features/catalogue/revisions";
import { route } from "@/lib/http/route";

export const GET = route(listRevisionsContract, ({ query }) => listRevisions(query));
