import { portalLimitsContract } from "@/lib/features/usage/portal-contract";
import { listPortalLimits } from "@/lib/features/usage/portal-limits";
import { route } from "@/lib/http/route";

export const GET = route(portalLimitsContract, ({ principal }) => listPortalLimits(principal));
