import { renewHoldContract } from "@/lib/features/data-plane/hold-contract";
import { renewHold } from "@/lib/features/data-plane/holds";
import { route } from "@/lib/http/route";

export const POST = route(renewHoldContract, ({ principal, params, body }) => renewHold(principal, params.id, body));
