import { call } from "@/lib/http/call";

const channelName = "latchkey-organization";

/** Lets the browser's session act for another organization; throws `CallError`. */
export async function switchSession(organizationId: string): Promise<void> {
  const { dashboardOrganizationContracts } = await import("@/lib/features/organizations/contract");
  await call(dashboardOrganizationContracts.switch, { body: { organization_id: organizationId } });
  announceSwitch();
}

/** Other tabs share the session: what they show belongs to the organization before. */
export function announceSwitch(): void {
  sharedChannel()?.postMessage("switched");
}

/** Calls back when another tab has switched; returns how to stop. */
export function onSwitchElsewhere(callback: () => void): () => void {
  const shared = sharedChannel();
  shared?.addEventListener("message", callback);
  return () => shared?.removeEventListener("message", callback);
}

let channel: BroadcastChannel | undefined;

/** One for the whole tab: a message reaches every channel but the one that it was posted on. */
function sharedChannel(): BroadcastChannel | undefined {
  if (typeof BroadcastChannel !== "undefined") channel ??= new BroadcastChannel(channelName);
  return channel;
}

/** The list that a page belongs to: what it shows in particular is not there in another organization. */
export function sectionOf(path: string): string {
  return path.split("/").slice(0, 3).join("/") || "/dashboard";
}

/** Shows this page for the organization that another tab switched to, or its list where it shows one thing of the organization before. */
export function showSwitched(): void {
  const { pathname } = window.location;
  const section = sectionOf(pathname);
  if (section === pathname) window.location.reload();
  else loadAnew(section);
}

/** Goes to a page by a full load, so that nothing of the organization before stays in memory. */
export function loadAnew(path: string): void {
  window.location.assign(path);
}
