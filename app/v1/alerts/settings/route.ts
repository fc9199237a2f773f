import { alertSettingsContract, changeAlertSettingsContract } from "@/lib/features/alerts/contract";
import { changeAlertSettings, getAlertSettings } from "@/lib/features/alerts/settings";
import { route } from "@/lib/http/route";

export const GET = route(alertSettingsContract, ({ principal }) => getAlertSettings(principal));
export const PUT = route(changeAlertSettingsContract, ({ principal, body }) => changeAlertSettings(principal, body), {
  state: GET,
});
