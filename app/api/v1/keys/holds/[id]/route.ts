import { releaseHoldContract } from "@/lib/features/data-plane/hold-contract";
import { releaseHold } from "@/lib/features/data-plane/holds";
import { route } from "@/lib/http/route";

export const DELETE = route(releaseHoldContract, ({ principal, params }) => releaseHold(principal, params.id));
