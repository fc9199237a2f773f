import { leavePortalContract, openPortalContract, portalSessionContract } from "@/lib/features/portal/contract";
import { leavePortal } from "@/lib/features/portal/end-session";
import { openPortal } from "@/lib/features/portal/open-session";
import { getPortalSession } from "@/lib/features/portal/portal-session";
import { route } from "@/lib/http/route";

export const POST = route(openPortalContract, ({ body, request }) => openPortal(body, request.headers.get("cookie")));
export const GET = route(portalSessionContract, ({ principal }) => getPortalSession(principal));
export const DELETE = route(leavePortalContract, ({ principal }) => leavePortal(principal), { state: GET });
