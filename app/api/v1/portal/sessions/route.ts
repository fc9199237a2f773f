import { createPortalSessionContract } from "@/lib/features/portal/contract";
import { createPortalSession } from "@/lib/features/portal/create-session";
import { route } from "@/lib/http/route";

export const POST = route(createPortalSessionContract, ({ principal, body }) => createPortalSession(principal, body));
