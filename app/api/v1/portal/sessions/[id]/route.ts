import { endPortalSessionContract } from "@/lib/features/portal/contract";
import { endPortalSession } from "@/lib/features/portal/end-session";
import { route } from "@/lib/http/route";

export const DELETE = route(endPortalSessionContract, ({ principal, params }) =>
  endPortalSession(principal, params.id),
);
