import { acknowledgeAlert } from "@/lib/features/alerts/alerts";
import { acknowledgeAlertContract } from "@/lib/features/alerts/contract";
import { route } from "@/lib/http/route";

export const POST = route(acknowledgeAlertContract, ({ principal, params }) => acknowledgeAlert(principal, params.id));
