import { getRevisionContract } from "@/lib/features/catalogue/contract";
import { getRevision } from "@/lib/features/catalogue/revisions";
import { route } from "@/lib/http/route";

export const GET = route(getRevisionContract, ({ principal, params }) => getRevision(principal, params.revision));
